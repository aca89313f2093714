import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether this machine can watch system calls. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-e', 'trace=connect', 'true'], { stdio: 'ignore' }).status === 0;
}

/** Starts a program and writes down every connection that it or a child of it tries. */
export function traced(log: string, program: string, args: readonly string[]): ChildProcess {
  const watch = ['-f', '-qq', '--seccomp-bpf', '-e', 'trace=connect', '-o', log];
  return spawn('strace', [...watch, program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Ends the traced program as a user would; the tracer itself takes no signals while it watches. */
export function interrupt(tracer: ChildProcess): void {
  const children = readFileSync(`/proc/${tracer.pid}/task/${tracer.pid}/children`, 'utf8').trim().split(' ');
  for (const child of children) process.kill(Number(child), 'SIGINT');
}

/**
 * Chromium asks its own system whether IPv6 leads anywhere, by connecting a datagram socket to this address.
 * No packet is sent and no switch removes it.
 */
const CHROMIUM_ROUTE_QUESTION = /sin6_port=htons\(443\).*2001:4860:4860::8888/;

/** Lines of a trace that try to reach another machine. */
export function foreignConnections(trace: string): readonly string[] {
  return trace
    .split('\n')
    .filter((line) => /sa_family=AF_INET6?\b/.test(line))
    .filter((line) => !/inet_addr\("127\.|"::1"|"::ffff:127\./.test(line))
    .filter((line) => !CHROMIUM_ROUTE_QUESTION.test(line));
}

export function foreignConnectionsIn(log: string): readonly string[] {
  return foreignConnections(readFileSync(log, 'utf8'));
}
