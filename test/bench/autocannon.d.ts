/** What the benchmarks use of autocannon; the package brings no types. */
declare module 'autocannon' {
  export interface Client {
    setRequests(requests: readonly PreparedRequest[]): void;
    on(event: 'response', listener: (status: number) => void): void;
  }
  export interface PreparedRequest {
    setupRequest(request: object): object;
    onResponse?(status: number, body: string): void;
  }
  export interface Result {
    /** Percentiles in milliseconds. */
    latency: { p50: number; p99: number; max: number };
    /** Answers. */
    requests: { total: number };
    /** Seconds. */
    duration: number;
    '2xx': number;
    non2xx: number;
    errors: number;
    timeouts: number;
  }
  export default function autocannon(options: {
    url: string;
    connections: number;
    duration: number;
    setupClient(client: Client): void;
  }): Promise<Result>;
}
