import type { Choices } from '@group-offers/sync-service/wire';

/** The merchant's own groups whose members have accounts: neither an offer's, nor the visitors', nor the guests'. */
export function merchantGroups({ groups, details: { visitorGroup, guestGroup } }: Choices): Choices['groups'] {
  return groups.filter(({ id, offer }) => offer === 0 && id !== visitorGroup && id !== guestGroup);
}
