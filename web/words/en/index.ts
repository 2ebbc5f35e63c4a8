/** English, all of it: the chunk that is fetched when somebody chooses the language. */
import type { Dictionary, Subject } from '../words.ts';
import { account } from './account.ts';
import { adjust } from './adjust.ts';
import { alerts } from './alerts.ts';
import { calendar } from './calendar.ts';
import { common } from './common.ts';
import { demo } from './demo.ts';
import { design } from './design.ts';
import { duties } from './duties.ts';
import { entry } from './entry.ts';
import { evaluation } from './evaluation.ts';
import { evidence } from './evidence.ts';
import { findings } from './findings.ts';
import { importing } from './import.ts';
import { jobs } from './jobs.ts';
import { ladder } from './ladder.ts';
import { notices } from './notices.ts';
import { overview } from './overview.ts';
import { paper } from './paper.ts';
import { papers } from './papers.ts';
import { payments } from './payments.ts';
import { project } from './project.ts';
import { projects } from './projects.ts';
import { rectifications } from './rectifications.ts';
import { review } from './review.ts';
import { reviews } from './reviews.ts';
import { rows } from './rows.ts';
import { search } from './search.ts';
import { setUp } from './set-up.ts';
import { signIn } from './sign-in.ts';
import { target } from './target.ts';
import { wall } from './wall.ts';

export const english = {
  account,
  adjust,
  alerts,
  calendar,
  common,
  demo,
  design,
  duties,
  entry,
  evaluation,
  evidence,
  findings,
  import: importing,
  jobs,
  ladder,
  notices,
  overview,
  paper,
  papers,
  payments,
  project,
  projects,
  rectifications,
  review,
  reviews,
  rows,
  search,
  setUp,
  signIn,
  target,
  wall,
} satisfies Record<Subject, Dictionary>;
