import { afterEach, describe, expect, it, vi } from 'vitest';
import { answers, tables } from '../../wire/index.ts';
import { describeNotices, readBody } from './answer.ts';
import { AnswerReader, HERE_AT_MOST } from './answer-reader.ts';
import { converted, plain } from './read-answer.ts';

afterEach(() => vi.restoreAllMocks());

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
/** `"head` piece, piece … `tail"`, longer than is read in this thread. */
const long = (head: string, piece: string, tail: string, length = HERE_AT_MOST + 1) =>
  bytes(`${head}${`${piece},`.repeat(Math.ceil(length / (piece.length + 1)))}${piece}${tail}`);
const list = (length: number) => Array.from({ length }, (_, index) => index + 1_000_000);
const reader = new AnswerReader();
const ids = converted('lists', tables.listPage, tables.toIds);

describe('an answer', () => {
  it.each([
    ['small', 1_000, true],
    ['large', 100_000, false],
  ])('that is %s is read where it belongs', async (_, length, here) => {
    const parse = vi.spyOn(JSON, 'parse');
    const expected = list(length);
    const read = await reader.read(bytes(JSON.stringify({ ids: expected, next: 7 })), 'lists', ids);
    expect(parse.mock.calls.length > 0).toBe(here);
    expect(read).toEqual({
      kind: 'json',
      errors: [],
      notices: '',
      found: { value: Uint32Array.from(expected), next: 7, unreadable: [] },
    });
  });

  it('that is large tells of rows that were left out, of notices and of errors as a small one does', async () => {
    const found = { ids: [...list(100_000), 'x'], next: null };
    const notice = 'Notice: Undefined index in /shop/a.php on line 7\n';
    const read = await reader.read(bytes(notice + JSON.stringify(found)), 'lists', ids);
    expect(read).toMatchObject({
      notices: 'PHP Notice in /shop/a.php on line 7',
      found: { unreadable: [{ row: 'row 100000 of lists', column: 'id', found: 'a text' }] },
    });
    const refused = { errors: [{ code: 1002, message: 'changed' }], beside: list(100_000) };
    expect(await reader.read(bytes(JSON.stringify(refused)), 'lists', ids)).toMatchObject({
      errors: [{ code: 1002, message: 'changed' }],
      found: null,
    });
  });

  it('that is refused in the thread is refused with the same words', async () => {
    const answer = { ids: list(100_000).reverse(), next: null };
    await expect(reader.read(bytes(JSON.stringify(answer)), 'lists', ids)).rejects.toThrow(
      "lists: the shop's answer is not as agreed (ids are not ascending at row 1)",
    );
  });

  it('that takes too long costs the thread, and the next one has another', async () => {
    const impatient = new AnswerReader(1);
    const slow = long('{"ids":[', '1', '],"next":null}', 1_900_000);
    await expect(impatient.read(slow, 'lists', ids)).rejects.toThrow(/lists: .*too much time or memory/);
    const all = [list(100_000), list(90_000)].map((each) => bytes(JSON.stringify({ ids: each, next: null })));
    const read = await Promise.all(all.map((each) => reader.read(each, 'lists', ids)));
    expect(read.map((each) => 'found' in each && (each.found!.value as Uint32Array).length)).toEqual([100_000, 90_000]);
  });

  it.each([
    ['elements', long('<prestashop>', '<a/>', '</prestashop>', 40_000)],
    [
      'elements, and is an error',
      long('<?xml version="1.0"?><prestashop><errors>', '<error/>', '</errors></prestashop>', 40_000),
    ],
  ])('in XML that is too long for an error is not looked into: %s', (_, body) => {
    expect(readBody(Buffer.from(body).toString())).toEqual({ kind: 'xml', errors: [], notices: '' });
  });

  it('that says that it is an error is not read beyond what an error needs', async () => {
    const parse = vi.spyOn(JSON, 'parse');
    const body = long('{"errors":[', '{"code":1,"message":""}', ']}', 100_000);
    expect(await reader.read(body, 'lists', null)).toEqual({ kind: 'broken' });
    expect(parse.mock.calls.every(([text]) => text.length < 10_000)).toBe(true);
  });

  it.each([
    ['lists', long('{"names":[', '[]', ']}')],
    ['objects', long('{"names":[', '{"id":1,"name":""}', ']}', 900_000)],
    ['numbers', long('{"unknown":[', '1', ']}')],
  ])('of too many %s is refused unread', async (_, body) => {
    const parse = vi.spyOn(JSON, 'parse');
    await expect(reader.read(body, 'names', plain('names', answers.names))).rejects.toThrow(
      /names: the answer has too many values/,
    );
    expect(parse).not.toHaveBeenCalled();
  });

  it.each([
    ['ids', answers.unknown, { unknown: Array(200_000).fill('') }],
    ['names', answers.names, { names: Array(50_000).fill({}) }],
    ['rows', answers.historyPage, { rows: Array(50_000).fill({}), next: null }],
    ['groups', answers.groups, { groups: Array(50_000).fill(0) }],
    ['sets', answers.frozenSets, { frozen: Array(50_000).fill([]) }],
    ['rights', answers.permissions, { permissions: Object.fromEntries(list(50_000).map((key) => [`k${key}`, 0])) }],
  ])('is given up at the first of its %s that is wrong', (_, shape, answer) => {
    expect(shape.safeParse(answer).error!.issues).toHaveLength(1);
  });
});

describe('notices', () => {
  // Each takes a second at a fortieth of this length where the time grows with the square.
  it.each([
    ['words', 'Notice '],
    ['places', 'Notice in x '],
    ['lines', 'Notice in x on line '],
    ['tags', '<'],
  ])('of %s without an end are read in time', (_, piece) => {
    const text = piece.repeat(2_500_000 / piece.length);
    const started = performance.now();
    expect(describeNotices(text)).toBe('PHP notices');
    expect(readBody(`${text}\n{}`)).toEqual({ kind: 'broken' });
    expect(performance.now() - started).toBeLessThan(60_000);
  });
});
