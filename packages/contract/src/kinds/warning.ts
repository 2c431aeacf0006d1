/** What is no error and yet may make the numbers mean something else than they seem to. */
export interface WarningRecord {
  /** `room/what`, such as `data/unscaled`: for programs. */
  readonly code: string;
  /** Where, what was found and what to do. */
  readonly message: string;
}
