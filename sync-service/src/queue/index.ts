export * from './alarm-clock.ts';
export * from './redis.ts';
