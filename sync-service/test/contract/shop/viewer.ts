import type { Database } from '../database.ts';
import type { Employee } from '../page-door.ts';
import { MARK } from '../sql-catalogue.ts';

/** Of {@link Viewer.password}. */
const HASH = '$2y$10$dYy5tA1o4HcvBeI9rdsSdui7GhSOegirIGbzQr0py.pcW1iVvyAma';
/** What leads to the page. */
const WAY = ['ADMINPARENTCUSTOMER', 'ADMINDASHBOARD', 'SELL'].map((tab) => `${tab}_READ`);
/** What each profile may. */
const MAY = {
  viewer: ['ADMINGROUPOFFERS_READ', 'ADMINCUSTOMERS_READ'],
  looker: ['ADMINGROUPOFFERS_READ'],
  planner: ['READ', 'CREATE', 'UPDATE', 'DELETE'].map((column) => `ADMINGROUPOFFERS_${column}`),
} as const satisfies Record<Exclude<Employee, 'editor'>, readonly string[]>;

/** An employee whose profile may not everything. */
export class Viewer {
  readonly email: string;
  readonly password = 'Contract-Pass-1234';

  constructor(
    private readonly db: Database,
    readonly kind: keyof typeof MAY = 'viewer',
  ) {
    this.email = `${MARK}${kind}@example.com`;
  }

  async make(): Promise<void> {
    const { db } = this;
    await this.sweep();
    const profile = await db.insert('profile', { id_profile: null });
    const name = `${MARK}${this.kind}`;
    await db.write('INSERT INTO #profile_lang (id_profile, id_lang, name) SELECT ?, id_lang, ? FROM #lang', [
      profile,
      name,
    ]);
    const slugs = [...WAY, ...MAY[this.kind]].map((right) => `ROLE_MOD_TAB_${right}`);
    await db.write(
      'INSERT INTO #access (id_profile, id_authorization_role) SELECT ?, id_authorization_role FROM #authorization_role WHERE slug IN (?)',
      [profile, slugs],
    );
    // Without it the core shows nothing of a module on its own pages.
    await db.write(
      "INSERT INTO #module_access (id_profile, id_authorization_role) SELECT ?, id_authorization_role FROM #authorization_role WHERE slug = 'ROLE_MOD_MODULE_GROUPOFFERS_READ'",
      [profile],
    );
    const [dashboard] = await db.rows<{ id: number }>(
      "SELECT id_tab AS id FROM #tab WHERE class_name = 'AdminDashboard'",
    );
    const employee = await db.insert('employee', {
      id_profile: profile,
      id_lang: 1,
      firstname: 'Contract',
      lastname: 'Viewer',
      email: this.email,
      passwd: HASH,
      last_passwd_gen: '2020-01-01 00:00:00',
      active: 1,
      // Where the login leads to.
      default_tab: dashboard!.id,
      stats_date_from: '2020-01-01',
      stats_date_to: '2020-01-31',
      bo_theme: 'default',
      bo_css: 'theme.css',
      bo_menu: 1,
    });
    await db.write('INSERT INTO #employee_shop (id_employee, id_shop) SELECT ?, id_shop FROM #shop', [employee]);
  }

  async remove(): Promise<void> {
    await this.sweep();
    await this.db.close();
  }

  /** This run's, and what a broken one left. */
  private async sweep(): Promise<void> {
    const { db, email } = this;
    await db.write(
      'DELETE s FROM #employee_shop s INNER JOIN #employee e ON e.id_employee = s.id_employee WHERE e.email = ?',
      [email],
    );
    await db.write('DELETE FROM #employee WHERE email = ?', [email]);
    const profiles = await db.rows<{ id: number }>(
      'SELECT DISTINCT id_profile AS id FROM #profile_lang WHERE name = ?',
      [`${MARK}${this.kind}`],
    );
    for (const { id } of profiles) {
      for (const table of ['access', 'module_access', 'profile_lang', 'profile']) {
        await db.write(`DELETE FROM #${table} WHERE id_profile = ?`, [id]);
      }
    }
  }
}
