import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { Fixture } from './fixture.ts';
import { customersSuite } from './suite/customers.ts';
import { edgesSuite } from './suite/edges.ts';
import { elsewhereSuite } from './suite/elsewhere.ts';
import { enteringSuite } from './suite/entering.ts';
import { fencingSuite } from './suite/fencing.ts';
import { frozenSuite } from './suite/frozen.ts';
import { groupsSuite } from './suite/groups.ts';
import { importsSuite } from './suite/imports.ts';
import { leavingSuite } from './suite/leaving.ts';
import { offersSuite } from './suite/offers.ts';
import { questionsSuite } from './suite/questions.ts';
import { recurringSuite } from './suite/recurring.ts';
import { repairSuite } from './suite/repair.ts';
import { rotationSuite } from './suite/rotation.ts';
import { rulesSuite } from './suite/rules.ts';
import { staffSuite } from './suite/staff.ts';
import { worseOffSuite } from './suite/worse-off.ts';
import type { Target } from './target.ts';

/**
 * What every shop must do, whoever plays it: the module's PHP behind a stand-in for the core, a real PrestaShop, and as far as moves go a shop in
 * memory. What the real one shows is right; the others follow it. Tests name the invariants of docs/SPEC.md.
 */
export function contractSuite(
  name: string,
  makeTarget: () => Promise<Target>,
  part: 'whole' | 'moves' = 'whole',
): void {
  describe(name, () => {
    let fixture: Fixture;
    const use = () => fixture;

    beforeAll(async () => {
      const target = await makeTarget();
      fixture = new Fixture(target);
    });
    beforeEach(() => fixture.takeLease());
    afterEach(() => fixture.cleanUp());
    // `fixture` is missing when the target could not be made; that failure is the one to be read.
    afterAll(() => (fixture as Fixture | undefined)?.target.close());

    const isWhole = part === 'whole';
    enteringSuite(use, isWhole);
    leavingSuite(use);
    fencingSuite(use);
    edgesSuite(use);
    staffSuite(use);
    repairSuite(use);
    elsewhereSuite(use);
    frozenSuite(use);
    recurringSuite(use);
    rotationSuite(use, isWhole);
    if (!isWhole) return;
    offersSuite(use);
    groupsSuite(use);
    customersSuite(use);
    questionsSuite(use);
    importsSuite(use);
    rulesSuite(use);
    worseOffSuite(use);
  });
}
