/** The floor of judging and watching: a bare loop of {begin, select for update, update, insert, commit}, row by row. */
import type pg from 'pg';

/** Makes the tables of the loop out of a county's subjects. @returns the ids of the rows, `count` of them */
export async function makeBareRows(owner: pg.Client, count: number): Promise<string[]> {
  await owner.query(`
    create table public.bare_subjects as select s.* from app.subjects s where s.kind = 'indicator' limit ${count};
    alter table public.bare_subjects add primary key (region_id, id);
    create unique index on public.bare_subjects (id);
    create table public.bare_judgements (like app.judgements);
    create index on public.bare_judgements (region_id, subject_id)`);
  const { rows } = await owner.query<{ id: string }>('select id from public.bare_subjects');
  if (rows.length !== count) throw new Error('not enough rows for the floor');
  return rows.map((row) => row.id);
}

export async function bareLoop(owner: pg.Client, ids: readonly string[], day: string): Promise<void> {
  for (const id of ids) {
    await owner.query('begin');
    const { rows } = await owner.query<{ inputs: object }>(
      'select * from public.bare_subjects where id = $1 for update',
      [id],
    );
    const inputs = JSON.stringify(rows[0]?.inputs);
    await owner.query(
      'update public.bare_subjects set light = $2, inputs = $3, next_check_on = $4 where id = $1',
      [id, 'unreported', inputs, '2023-09-08'],
    );
    await owner.query(
      `insert into public.bare_judgements (region_id, subject_id, from_day, kind, project_id, unit_id, fiscal_year, grp,
         light, light_since, inputs, rule_version)
       select region_id, id, $2, kind, project_id, unit_id, fiscal_year, grp, light, $2, $3, 1
       from public.bare_subjects where id = $1`,
      [id, day, inputs],
    );
    await owner.query('commit');
  }
}
