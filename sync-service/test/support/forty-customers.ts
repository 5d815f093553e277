import { Temporal } from 'temporal-polyfill';
import type { PlainCustomer } from './plain-audience.ts';

/**
 * A shop of 40 customers made by hand, so that each preset has a right answer that a person can find in the table. Judged on 31 August 2026, a
 * day on which months clamp: 3 months ago was 31 May, 6 months ago 28 February, 12 months ago 31 August 2025, 24 months ago
 * 31 August 2024. 14, 44, 74 and 104 days ago were 17 August, 18 July, 18 June and 19 May.
 *
 * `-`: none. Country `-`: no address. Flags: c company, n newsletter, p partner offers. Category: how many of the orders, from the first, held a product of
 * category 5. Visits `?`: not recorded. Orders: date and amount.
 */
export const AS_OF = Temporal.PlainDate.from('2026-08-31');

const TABLE = `
id  | birthday   | gender  | lang | country | state | postcode | flags | rating | category | cart       | visits                             | orders
101 | 2008-08-31 | female  | 1    | 6       | 313   | 28001    | np    | 4.5    | 3        | -          | -                                  | 2023-05-02 400, 2024-09-10 300, 2025-10-05 300, 2026-07-30 200
102 | 2008-09-01 | male    | 2    | 17      | 0     | sw1a 1aa | c     | 4      | 0        | -          | -                                  | 2024-08-30 900
103 | 1996-08-31 | neutral | 1    | 6       | 320   | 08028    | -     | 3.99   | 0        | -          | -                                  | 2024-08-31 900
104 | 1995-08-31 | female  | 1    | -       | -     | -        | -     | -      | 0        | 2026-05-31 | -                                  | 2025-08-30 100
105 | 1995-09-01 | -       | 1    | 8       | 0     | 75001    | n     | -      | 0        | -          | -                                  | 2025-08-31 100
106 | 2026-09-01 | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | 2026-05-30 | -                                  | 2026-02-27 100
107 | 1906-08-30 | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2026-02-28 100
108 | 1906-08-31 | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2026-05-30 50, 2026-05-30 60, 2026-05-30 70
109 | 2004-02-29 | -       | 1    | 8       | 0     | 75001    | -     | -      | 2        | -          | -                                  | 2025-08-31 50, 2026-03-01 60, 2026-05-31 70
110 | 2026-08-31 | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2025-08-30 50, 2026-03-01 60, 2026-05-31 70
111 | 1980-05-05 | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | 2026-08-31 | -                                  | 2026-08-31 20
112 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2026-08-31 20, 2026-09-01 500
113 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2022-01-01 10
114 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2022-02-02 2000
115 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2022-03-03 5
116 | -          | -       | 1    | 8       | 0     | 75001    | c     | -      | 1        | -          | -                                  | 2024-10-10 600, 2025-06-01 600
117 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2025-12-24 150
118 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2026-05-19 40, 2026-06-18 40, 2026-07-18 40
119 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2026-05-18 40, 2026-06-17 40, 2026-07-17 40
120 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | 2026-07-01, 2026-08-16             | 2026-06-01 80
121 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | 2026-07-01, 2026-08-16, 2026-08-17 | 2026-06-01 80
122 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | ?                                  | 2026-06-01 30, 2026-07-01 30, 2026-08-01 30
123 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | ?                                  | 2026-08-20 90
124 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 2        | -          | -                                  | 2025-01-01 250, 2026-01-01 250
125 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2025-02-01 499.99
126 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2026-08-10 500
127 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2026-04-04 500
128 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2025-09-09 500
129 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2023-03-03 5
130 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2023-04-04 5
131 | -          | -       | 1    | -       | -     | -        | -     | -      | 0        | -          | -                                  | 2023-05-05 5
132 | -          | -       | 1    | 6       | 313   | 28 013   | -     | 5      | 0        | -          | -                                  | -
133 | -          | -       | 1    | 8       | 0     | 75001    | n     | -      | 0        | 2026-08-20 | -                                  | -
134 | -          | -       | 1    | 8       | 0     | 75001    | p     | -      | 0        | 2026-05-30 | -                                  | -
135 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | 2026-09-01 50
136 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | 2026-05-20, 2026-06-30, 2026-07-20 | -
137 | -          | -       | 1    | 8       | 0     | 75001    | -     | -      | 0        | -          | 2026-05-20, 2026-06-30, 2026-07-20, 2026-08-31 | -
138 | -          | -       | 0    | 8       | 0     | 75001    | -     | -      | 0        | -          | -                                  | -
139 | -          | -       | 2    | 8       | 0     | 75001    | c     | -      | 0        | -          | -                                  | -
140 | -          | female  | 1    | -       | -     | -        | -     | -      | 0        | -          | -                                  | -
`;

/** Imported by hand too: the list 17, and the score 18. */
const LISTED = [101, 120, 140];
const SCORED: Readonly<Record<number, number>> = { 101: 9, 102: 10, 103: 8.99, 104: -3 };

export const FORTY_CUSTOMERS: readonly PlainCustomer[] = TABLE.trim().split('\n').slice(1).map(readLine);

function readLine(line: string): PlainCustomer {
  const cells = line.split('|').map((cell) => cell.trim());
  const [id, birthday, gender, language, country, state, postcode, flags, rating, category, cart, visits, orders] =
    cells as [string, string, string, string, string, string, string, string, string, string, string, string, string];
  const items = (cell: string) => (cell === '-' ? [] : cell.split(', '));
  const score = SCORED[Number(id)];
  return {
    id: Number(id),
    defaultGroup: 3,
    groups: [3],
    registered: '2022-01-01',
    birthday: birthday === '-' ? null : birthday,
    gender: gender === '-' ? 'unknown' : (gender as PlainCustomer['gender']),
    language: Number(language),
    address: country === '-' ? null : { country: Number(country), state: Number(state), postcode },
    company: flags.includes('c'),
    newsletter: flags.includes('n'),
    partnerOffers: flags.includes('p'),
    orders: items(orders).map((order, index) => {
      const [date, amount] = order.split(' ') as [string, string];
      return { date, cents: Math.round(Number(amount) * 100), categories: index < Number(category) ? [5] : [] };
    }),
    carts: items(cart),
    visits: visits === '?' ? null : items(visits),
    rating: rating === '-' ? null : Number(rating),
    lists: LISTED.includes(Number(id)) ? [17] : [],
    scores: score === undefined ? {} : { 18: score },
  };
}
