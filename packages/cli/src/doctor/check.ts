/** How a part of the machine or of the installation was found. */
export interface DoctorFinding {
  readonly name: string;
  /** `note`: works, and is worth knowing; `broken`: runs fail, or their numbers cannot be trusted. */
  readonly state: 'ok' | 'note' | 'broken';
  readonly found: string;
}

export const ok = (name: string, found: string): DoctorFinding => ({ name, state: 'ok', found });
export const note = (name: string, found: string): DoctorFinding => ({
  name,
  state: 'note',
  found,
});
export const broken = (name: string, found: string): DoctorFinding => ({
  name,
  state: 'broken',
  found,
});
