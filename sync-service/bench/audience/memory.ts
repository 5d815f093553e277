import { judge } from '../../src/audience/index.ts';
import { AS_OF, madeUp, TEN_CRITERIA } from './made-up.ts';

/**
 * Run as a process of its own, so that the highest memory it ever had is that of the judging: prints the bytes a customer that one judgement
 * took beyond the columns, by the growth of the highest resident memory.
 */
const customers = Number(process.argv[2]);
const { facts, orders } = madeUp(customers);
// The code is compiled before anything is counted.
const few = madeUp(1_000);
judge(TEN_CRITERIA, { ...few, lists: new Map(), scores: new Map(), answers: new Map() }, AS_OF);
const peak = () => process.resourceUsage().maxRSS * 1024;
const before = peak();
judge(TEN_CRITERIA, { facts, orders, lists: new Map(), scores: new Map(), answers: new Map() }, AS_OF);
process.stdout.write(String((peak() - before) / customers));
