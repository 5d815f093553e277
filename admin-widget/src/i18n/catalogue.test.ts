import { NOTICES, PROBLEMS } from '@group-offers/sync-service/problems';
import { expect, it } from 'vitest';
import { offers } from './texts/offers.ts';
import { problems } from './texts/problems.ts';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name!).sort();
const LANGUAGES = ['en', 'es', 'fr'] as const;

it.each(Object.entries(PROBLEMS))('the problem %s has the same parameters in each language', (code, carried) => {
  const [en, es, fr] = LANGUAGES.map((language) => placeholders(problems[language][code as keyof typeof PROBLEMS]));
  expect([es, fr]).toEqual([en, en]);
  expect(carried).toEqual(expect.arrayContaining(en!));
});

it.each(Object.entries(NOTICES))('the notice %s has the same parameters in each language', (code, carried) => {
  const [en, es, fr] = LANGUAGES.map((language) =>
    placeholders(offers[language].notices[code as keyof typeof NOTICES].text),
  );
  expect([es, fr]).toEqual([en, en]);
  expect(carried).toEqual(expect.arrayContaining(en!));
});
