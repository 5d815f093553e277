import { LARGEST_ID } from '../offer/ids.ts';

/** `007` and `1.234` are numbers of something else. */
const ID = /^[1-9]\d{0,9}$/;
const EMAIL = /^[^\s@<>",;]+@[^\s@<>",;]+$/;
const LONGEST_EMAIL = 255;

export const isId = (text: string): boolean => ID.test(text) && Number(text) <= LARGEST_ID;
export const isEmail = (text: string): boolean => text.length <= LONGEST_EMAIL && EMAIL.test(text);
