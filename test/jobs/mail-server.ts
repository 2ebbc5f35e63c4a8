/** A real SMTP server whose manners a test chooses, and which keeps the mails that it took. */
import { createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface TakenMail {
  messageId: string;
  to: string;
  raw: string;
}

export interface TestMailServer {
  url: string;
  /** Mails to which it said 250, in order. */
  taken: TakenMail[];
  /** Connections it was given. */
  connections(): number;
  stop(): Promise<void>;
}

/** What a hook may do: nothing (go on), or refuse by throwing an Error with `responseCode`. */
type Hook = () => void | Promise<void>;

export interface Manners {
  onConnect?: Hook;
  onMail?: Hook;
  onRecipient?: Hook;
  /** The body has come; 250 has not been said. */
  onBody?: (mail: TakenMail) => void | Promise<void>;
  port?: number;
  /** Needs AUTH with this password. */
  password?: string;
}

export const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

export async function startMailServer(manners: Manners = {}): Promise<TestMailServer> {
  const taken: TakenMail[] = [];
  let connections = 0;
  const run = (hook: Hook | undefined, callback: (fault?: Error | null) => void) => {
    Promise.resolve()
      .then(() => hook?.())
      .then(
        () => callback(),
        (fault: Error) => callback(fault),
      );
  };
  const options: SMTPServerOptions = {
    disabledCommands: manners.password === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: manners.password === undefined,
    disableReverseLookup: true,
    logger: false,
    // A cut connection shall be cut at once.
    closeTimeout: 50,
    onAuth: (auth, _session, callback) =>
      auth.password === manners.password
        ? callback(null, { user: 'test' })
        : callback(new Error('wrong password')),
    onConnect: (_session, callback) => {
      connections += 1;
      run(manners.onConnect, callback);
    },
    onMailFrom: (_address, _session, callback) => run(manners.onMail, callback),
    onRcptTo: (_address, _session, callback) => run(manners.onRecipient, callback),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const mail: TakenMail = {
          raw,
          messageId: /^message-id:\s*(\S+)/im.exec(raw)?.[1] ?? '',
          to: session.envelope.rcptTo.map((to) => to.address).join(','),
        };
        run(
          () => manners.onBody?.(mail),
          (fault) => {
            if (!fault) taken.push(mail);
            callback(fault ?? null);
          },
        );
      });
    },
  };
  const server = new SMTPServer(options);
  // Clients that are killed reset their connections.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(manners.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${portOf(server.server)}`,
    taken,
    connections: () => connections,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

export interface RawServer {
  url: string;
  lines: string[];
  stop(): Promise<void>;
}

/**
 * A server that speaks as the script says: it is given each line (and '' at the beginning) and answers, is silent
 * (null), or cuts the connection ('cut').
 */
export async function startRawMailServer(
  answer: (line: string) => string | null | 'cut',
): Promise<RawServer> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const say = (line: string) => {
      const words = answer(line);
      if (words === 'cut') socket.destroy();
      else if (words !== null) socket.write(`${words}\r\n`);
    };
    say('');
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString('utf8')).split('\r\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        if (!socket.destroyed) say(line);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${portOf(server)}`,
    lines,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
