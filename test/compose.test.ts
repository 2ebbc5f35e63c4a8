/** docker-compose.yml and Dockerfile hold together: parsed, every file they name is there, no secret stands in them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Service {
  image: string;
  user?: string;
  command?: string[];
  environment?: Record<string, string>;
  env_file?: { path: string; required: boolean }[];
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number };
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  volumes?: string[];
  restart?: string;
}
const compose = parse(read('docker-compose.yml'), { merge: true, uniqueKeys: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const dockerfile = read('Dockerfile')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => line.split(/\s+/));

describe('docker-compose.yml', () => {
  it('starts PostgreSQL 18, Redis, a server and a worker, each with a health check', () => {
    expect(Object.keys(compose.services)).toEqual(['postgres', 'redis', 'server', 'worker']);
    expect(compose.services['postgres']?.image).toBe('postgres:18');
    for (const [name, { healthcheck, restart }] of services) {
      expect(healthcheck, name).toMatchObject({
        test: expect.arrayContaining([expect.stringMatching(/^CMD/)]) as string[],
        interval: expect.stringMatching(/^\d+s$/) as string,
        timeout: expect.stringMatching(/^\d+s$/) as string,
      });
      expect(restart, name).toBe('unless-stopped');
    }
    for (const name of ['server', 'worker']) {
      expect(compose.services[name]?.depends_on).toEqual({
        postgres: { condition: 'service_healthy' },
        redis: { condition: 'service_healthy' },
      });
    }
  });

  it('holds no password and no default for one', () => {
    const text = read('docker-compose.yml');
    const asked = [...text.matchAll(/\$\{(\w*PASSWORD)(.*?)\}/g)];
    expect(new Set(asked.map((match) => match[1]))).toEqual(
      new Set(['POSTGRES_PASSWORD', 'MUBIAO_DB_PASSWORD', 'REDIS_PASSWORD']),
    );
    // `:?` refuses to start when it is missing or empty.
    for (const match of asked) expect(match[2], match[0]).toMatch(/^:\?/);
    for (const [name, { environment = {} }] of services) {
      for (const [key, value] of Object.entries(environment)) {
        if (!/PASSWORD|AUTH|URL/.test(key) || value === '') continue;
        expect(value, `${name} ${key}`).toContain('PASSWORD:?');
      }
    }
    const filled = read('deploy/env.example')
      .split('\n')
      .filter((line) => /^\w*PASSWORD=./.test(line));
    expect(filled).toEqual([]);
  });

  it('keeps the superuser’s password from the product, and its data in a named volume', () => {
    for (const name of ['server', 'worker']) {
      expect(compose.services[name]?.environment?.['POSTGRES_PASSWORD']).toBe('');
    }
    expect(compose.services['postgres']?.volumes).toContain('postgres:/var/lib/postgresql');
    expect(Object.keys(compose.volumes)).toEqual(['postgres']);
    // Reached from outside: the server alone, and unless it is said otherwise from this machine alone.
    const published = services.filter(([, service]) => service.ports).map(([name]) => name);
    expect(published).toEqual(['server']);
    expect(compose.services['server']?.ports).toEqual(['${MUBIAO_LISTEN:-127.0.0.1:3000}:3000']);
  });

  it('names programs and files that are there', () => {
    for (const name of ['server', 'worker']) {
      const [program, file] = compose.services[name]?.command ?? [];
      expect(program).toBe('node');
      expect(existsSync(join(root, String(file))), String(file)).toBe(true);
    }
    for (const [, { volumes = [] }] of services) {
      for (const volume of volumes.filter((text) => text.startsWith('./'))) {
        expect(existsSync(join(root, String(volume.split(':')[0]))), volume).toBe(true);
      }
    }
  });
});

describe('Dockerfile', () => {
  it('copies what is there and what .dockerignore lets in, and ends as a user without rights', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = dockerfile
      .filter(([word, first]) => word === 'COPY' && !first?.startsWith('--from'))
      .flatMap(([, ...files]) => files.slice(0, -1));
    expect(copied.toSorted()).toEqual(allowed.toSorted());
    for (const file of copied) expect(existsSync(join(root, file)), file).toBe(true);
    const words = dockerfile.map(([word]) => word);
    expect(words.lastIndexOf('USER')).toBeGreaterThan(words.lastIndexOf('COPY'));
    expect(words.lastIndexOf('USER')).toBeLessThan(words.lastIndexOf('CMD'));
    expect(dockerfile.find(([word]) => word === 'USER')?.[1]).toBe('node');
  });

  it('is built on the Node that the product runs on', () => {
    const bases = dockerfile.filter(([word]) => word === 'FROM').map(([, image]) => image);
    expect(new Set(bases)).toEqual(new Set([`node:${process.versions.node.split('.')[0]}-slim`]));
  });
});
