export * from './owners.ts';
export * from './redis.ts';
export * from './sync-queue.ts';
export * from './sync-scheduler.ts';
export * from './try-job.ts';
