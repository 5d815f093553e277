import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { Fixture } from './fixture.ts';
import type { OpenPage, PageDoor } from './page-door.ts';
import { pageApprovalSuite } from './suite/page-approval.ts';
import { pageCalendarSuite } from './suite/page-calendar.ts';
import { pageGateSuite } from './suite/page-gate.ts';
import { pageNumbersSuite } from './suite/page-numbers.ts';
import { pagePeopleSuite } from './suite/page-people.ts';
import { pageReviewSuite } from './suite/page-review.ts';
import type { Target } from './target.ts';

/** What the suites of the page share: the shop as the others see it, and two employees who have the page open. */
export interface PageFixture {
  readonly f: Fixture;
  readonly door: PageDoor;
  readonly editor: OpenPage;
  readonly viewer: OpenPage;
}

/** What every back office answers to the page (docs/PROTOCOL.md, "What the back-office page asks"), whoever plays it. */
export function pageContract(name: string, make: () => Promise<{ target: Target; door: PageDoor }>): void {
  describe(name, () => {
    let fixture: PageFixture;
    const use = () => fixture;

    beforeAll(async () => {
      const { target, door } = await make();
      const f = new Fixture(target);
      fixture = { f, door, editor: await door.open('editor'), viewer: await door.open('viewer') };
    });
    beforeEach(() => fixture.f.takeLease());
    afterEach(() => fixture.f.cleanUp());
    // `fixture` is missing when the target could not be made; that failure is the one to be read.
    afterAll(() => (fixture as PageFixture | undefined)?.f.target.close());

    pageGateSuite(use);
    pageCalendarSuite(use);
    pageApprovalSuite(use);
    pageNumbersSuite(use);
    pagePeopleSuite(use);
    pageReviewSuite(use);
  });
}
