import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Answered, Asked, Meddler, ShopProxy } from './proxy.ts';

export const WEATHER = [
  'late request',
  'late answer',
  'cut before the shop heard',
  'cut in the head',
  'cut in the body',
  'sent twice',
  'garbled request',
  'garbled answer',
  'truncated gzip',
  "another's answer",
  "a namesake's answer",
  '503',
  'no answer for a while',
] as const;
export type Weather = (typeof WEATHER)[number];

const LATE_MS = 1_500;
const SILENT_MS = 3_000;
const BUSY: Answered = {
  status: 503,
  headers: { 'content-type': 'text/html', 'retry-after': '1' },
  body: Buffer.from('<html>busy</html>'),
};

/** A bad line and a tired host: a share of all requests meets something, each kind equally often. */
export class Storm implements Meddler {
  readonly counts = new Map<Weather, number>();
  over = false;
  private readonly fates = new Map<number, Weather | null>();

  constructor(
    private readonly proxy: ShopProxy,
    private readonly draw: () => number,
    /** Of all requests, 0–1. */
    private readonly share: number,
    /** Whether answers of the same kind are exchanged too: nobody could tell. */
    private readonly lies: boolean,
  ) {}

  async before(asked: Asked): Promise<{ readonly body: Buffer; readonly times: number } | null> {
    const fate = this.over || this.draw() >= this.share ? null : this.oneOf(WEATHER);
    this.fates.set(asked.number, fate);
    const { body } = asked;
    switch (fate) {
      case 'late request':
        this.count(fate);
        await sleep(this.draw() * LATE_MS);
        return { body, times: 1 };
      case 'cut before the shop heard':
        this.count(fate);
        return null;
      case '503':
        return { body, times: this.draw() < 0.5 ? 1 : 0 };
      case 'sent twice':
        this.count(fate);
        return { body, times: 2 };
      case 'garbled request':
        if (body.length === 0) break;
        this.count(fate);
        return { body: this.garbled(body, () => 1 + Math.floor(this.draw() * 8)), times: 1 };
    }
    return { body, times: 1 };
  }

  async after(
    asked: Asked,
    answer: Answered,
  ): Promise<{ readonly answer: Answered; readonly cutAfter?: number } | null> {
    const fate = this.fates.get(asked.number) ?? null;
    switch (fate) {
      case 'late answer':
        this.count(fate);
        await sleep(this.draw() * LATE_MS);
        return { answer };
      case 'cut in the head':
        this.count(fate);
        return { answer, cutAfter: Math.floor(this.draw() * 60) };
      case 'cut in the body':
        this.count(fate);
        return { answer, cutAfter: -1 - Math.floor(this.draw() * answer.body.length) };
      case 'garbled answer':
        if (answer.body.length === 0) break;
        this.count(fate);
        return { answer: { ...answer, body: this.garbled(answer.body, () => (this.draw() < 0.5 ? 0xff : 1)) } };
      case 'truncated gzip': {
        this.count(fate);
        const whole = gzipSync(answer.body);
        const body = whole.subarray(0, Math.floor(this.draw() * (whole.length - 1)));
        return { answer: { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' }, body } };
      }
      case "another's answer":
      case "a namesake's answer": {
        const isNamesake = fate === "a namesake's answer";
        const others = this.proxy.seen.filter(({ asked: { name } }) => (name === asked.name) === isNamesake);
        // A refusal is an answer to anything: that would be a lie too.
        const isFit = ({ status }: Answered) => isNamesake || status === 200;
        const answers = others.flatMap(({ answer: each }) => (each !== null && isFit(each) ? each : []));
        if (answers.length === 0 || (isNamesake && !this.lies)) break;
        this.count(fate);
        return { answer: this.oneOf(answers) };
      }
      case '503':
        // As often as not the shop has done it.
        this.count(fate);
        return { answer: BUSY };
      case 'no answer for a while':
        this.count(fate);
        await sleep(SILENT_MS);
        return null;
    }
    return { answer };
  }

  private count(what: Weather): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** With what no text has: no reader takes it for another word or number. */
  private garbled(body: Buffer, byte: () => number): Buffer {
    const copy = Buffer.from(body);
    for (let times = 1 + Math.floor(this.draw() * 8); times > 0; times--) {
      copy[Math.floor(this.draw() * copy.length)] = byte();
    }
    return copy;
  }

  private oneOf<T>(items: readonly T[]): T {
    return items[Math.floor(this.draw() * items.length)]!;
  }
}
