/** What is known about two endpoints and one strategy. */
export type Verdict = 'connected' | 'not-found' | 'disconnected';

/** `certified`: proved for every t; `sampled`: holds at the listed t. */
export type Grade = 'certified' | 'sampled';
