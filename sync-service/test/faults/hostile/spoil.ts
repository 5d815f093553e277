import fc from 'fast-check';

export type Path = readonly (string | number)[];

export interface OddValue {
  /** Under which it is counted. */
  readonly kind: string;
  readonly value: unknown;
}

/** Between a text and what stands in it as JSON. */
const INSIDE = '{}';

/** Every place of a body, the inner nodes too; texts that hold JSON are looked into. */
export function places(value: unknown, at: Path = []): Path[] {
  const here = at.length === 0 ? [] : [at];
  if (typeof value === 'string') {
    const inner = /^[[{]["{\d]/.test(value) ? (JSON.parse(value) as unknown) : undefined;
    return inner === undefined ? here : [...here, ...places(inner, [...at, INSIDE])];
  }
  if (typeof value !== 'object' || value === null) return here;
  return [...here, ...Object.entries(value).flatMap(([key, each]) => places(each, [...at, key]))];
}

/** A copy with something else at that place; `undefined` takes it away. */
export function spoilt(value: unknown, [key, ...rest]: Path, odd: unknown): unknown {
  if (key === undefined) return odd;
  if (key === INSIDE) return JSON.stringify(spoilt(JSON.parse(value as string), rest, odd));
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? spoilt(each, rest, odd) : each));
  const old = value as Readonly<Record<string, unknown>>;
  return { ...old, [key]: spoilt(old[key], rest, odd) };
}

export const SQL_TEXTS = [
  "' OR 1=1 -- ",
  "1'; DROP TABLE ps_customer; -- ",
  '") UNION SELECT passwd FROM ps_customer -- ',
  "\\' OR SLEEP(2) -- ",
  '`; SELECT 1',
  '1 OR 1=1',
  '%_%',
];
export const SCRIPT_TEXTS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "javascript:alert('x')",
  '{{constructor.constructor("alert(1)")()}}',
  '<?php phpinfo(); ?>',
  '../../../../etc/passwd',
  '${jndi:ldap://127.0.0.1/x}',
];
const ODD_TEXTS = [
  ...['', ' ', '0', '-1', '1e3', '0x10', '９', 'NaN', 'null', 'true', '\0', 'a\0b', '\u001b[2J', '\ufffe', '\u202e'],
  ...[
    '2026-13-45T99:99:99.000Z',
    '0000-00-00 00:00:00',
    '9999-12-31 23:59:59',
    '2026-11-27',
    '+275760-09-13T00:00:00Z',
  ],
  ...['P99999999999D', '2026-11-27T17:00:00.000+99:99', 'a'.repeat(300), '🎁'.repeat(70), '\ud800'],
  ...[
    '[]',
    '{}',
    '[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]',
    '{"kind":"all"}',
    'FREQ=SECONDLY',
    'FREQ=DAILY;COUNT=999999999',
  ],
];
const ODD_NUMBERS = [-1, 0, 0.5, -0.0001, 2 ** 31, 2 ** 32, 2 ** 53, 1e19, 1e308, -(2 ** 63), 999_999_999];

/** What is too long to be printed with a failure, by name. */
const SIZES: Readonly<Record<string, unknown>> = {
  'long text': 'x'.repeat(100_000),
  'many ids': Array.from({ length: 20_000 }, (_, index) => index + 1),
  'many texts': Array(5_000).fill('x'),
  'deep lists': deep(40),
};

/** What nobody means well with, at any place */
export const oddValue: fc.Arbitrary<OddValue> = fc.oneof(
  { weight: 2, arbitrary: kind('sql', fc.constantFrom(...SQL_TEXTS)) },
  { weight: 2, arbitrary: kind('script', fc.constantFrom(...SCRIPT_TEXTS)) },
  { weight: 3, arbitrary: kind('text', fc.constantFrom(...ODD_TEXTS)) },
  { weight: 3, arbitrary: kind('number', fc.constantFrom(...ODD_NUMBERS)) },
  {
    weight: 3,
    arbitrary: kind('type', fc.constantFrom<unknown>(null, true, false, [], {}, [null], [[]], { a: { b: 1 } })),
  },
  { weight: 1, arbitrary: kind('missing', fc.constant(undefined)) },
  { weight: 1, arbitrary: kind('id', fc.integer({ min: 1, max: 60 })) },
  { weight: 1, arbitrary: kind('random', fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }))) },
  { weight: 1, arbitrary: kind('size', fc.constantFrom(...Object.keys(SIZES))) },
);

function kind<T>(name: string, values: fc.Arbitrary<T>): fc.Arbitrary<OddValue> {
  return values.map((value) => ({ kind: name, value }));
}

/** In an address nothing may be that long for any server. */
export function meant({ kind, value }: OddValue, [first]: Path): unknown {
  if (kind !== 'size') return value;
  return first === 'query' ? 'x'.repeat(2_000) : SIZES[value as string];
}

/** Lists in lists. */
export function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
