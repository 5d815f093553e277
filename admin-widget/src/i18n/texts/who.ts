import { section } from '../section.ts';

export const who = section({
  en: { reached: '{n} customer|{n} customers' },
  es: { reached: '{n} cliente|{n} clientes' },
  fr: { reached: '{n} client|{n} clients' },
});
