/** Every limit of the server with its unit and its reason. Tests and benchmarks hand in others. */
export interface Limits {
  /** Requests a minute by one account: 200 a second, what a script that loads a year makes; it does not starve the others. */
  accountPerMinute: number;
  /** Requests a minute from one address before anyone is known: a whole office shares one. */
  addressPerMinute: number;
  /** Open live channels of one server, about 20 kB each. */
  sockets: number;
  /** Open live channels of one account: against a page gone wild, not against a wall of screens. */
  socketsPerAccount: number;
  /** What a client may leave unread before it is cut: 100 silent clients took 1.1 GB without it. */
  unreadBytes: number;
  /** Between pings; a socket that missed one is gone. Proxies cut silent connections after 30 to 60 s. */
  pingMs: number;
  /** Reading one uploaded document while its request waits. */
  readingMs: number;
  /** Reading one as a job: 20 MB of forms take eleven seconds alone; a loaded machine gets time for it. */
  jobReadingMs: number;
  /** How long an upload's request waits for its reading before it is told to come back: most are read within a second. */
  uploadWaitMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  accountPerMinute: 12_000,
  addressPerMinute: 24_000,
  sockets: 5_000,
  socketsPerAccount: 2_000,
  unreadBytes: 1_000_000,
  pingMs: 20_000,
  readingMs: 30_000,
  jobReadingMs: 180_000,
  uploadWaitMs: 2_000,
};

/** A form is a few kB; 1 MB leaves room for the edits of the largest book. */
export const BODY_BYTES = 1_000_000;
/** The largest published budget books are scans of about 15 MB. */
export const UPLOAD_BYTES = 20_000_000;

/** Node's clocks on a connection, in milliseconds. */
export const TIMEOUTS = {
  /** Whole request received: 20 MB over a county's 1.5 Mbit/s upstream, and no slow-drip client for longer. */
  requestTimeout: 120_000,
  /** Silence on a connection: longer than the slowest honest answer (reading a document, 30 s). */
  connectionTimeout: 60_000,
  /** Longer than the 60 s for which common proxies keep theirs, so that none is cut in the middle of a reuse. */
  keepAliveTimeout: 72_000,
} as const;
