/** Refusals in English, by their code. The Chinese sentence says the particulars; this one says what to do. */
export const ENGLISH_REFUSALS: Readonly<Record<string, string>> = {
  stale: 'Somebody has just acted on it: look at it as it is now.',
  cells_conflict: 'Somebody has just changed one of these cells: compare both values and decide.',
  evidence_not_taken:
    'Evidence is a PDF, a PNG or JPG picture, a Word (.docx) or Excel (.xlsx) file without macros or password; its content decides.',
  payments_stopped:
    'The finance bureau has held or stopped payments of this project; none can be recorded until that is lifted.',
  too_many_papers:
    'Too many exports within an hour. Please export again in an hour; what was made is in the list and can be fetched at any time.',
  round_full_of_papers:
    'No more exports of this round from your account; what was made is in the list and can be fetched at any time.',
  not_approved:
    'A copy for publication holds what was approved only: the form or the round is not closed yet.',
  paper_no_browser:
    'This server has no Chromium and prints no PDF. Please take Word or Excel and print that.',
  paper_too_slow: 'The PDF took too long and was stopped. Please take Word or Excel and print that.',
  paper_failed: 'The PDF was not made. Please take Word or Excel and print that.',
  paper_not_yours:
    'The summary and the report are made by the finance bureau for the county and by the department for itself.',
  no_such_paper:
    'A round of self-evaluation has no monitoring report. Please export the summary or all its forms.',
  template_too_large:
    'The template is larger than 5 MB, or 30 MB inflated. Please shrink or remove its pictures.',
  template_not_docx:
    'This is no Word document of the format .docx. Please save it as .docx and upload it again.',
  template_macros: 'The template holds macros or controls. Please save it as a plain Word document (.docx).',
  template_external: 'The template refers to files outside. Please break the links and embed the pictures.',
  template_unreadable:
    'The template cannot be read. Please open it in Word, save it anew and upload it again.',
  template_broken_mark:
    'A brace of a mark has no partner. Please see that every mark begins with { and ends with } in one line.',
  template_broken_loop:
    'A loop is not closed, or is of something that is no list. Please see that it opens and closes once in one table row.',
  template_unknown_mark:
    'The template holds marks that are not known here. Please compare with the list of marks.',
  template_no_marks: 'The template holds no marks. Please write marks where figures go.',
  signed_out: 'You are not signed in, or your session has ended. Please sign in again.',
  wrong_credentials: 'The user name or the password is wrong.',
  sign_in_locked: 'Too many failed tries: this account is locked for a while. Please try again later.',
  too_many_requests: 'Too many requests. Please wait a moment and try again.',
  foreign_origin: 'The request comes from another site and is not accepted.',
  no_business_access:
    'Administrators (system, security, audit) do not see business data. Please sign in with a business account.',
  not_allowed: 'Your post may not do this.',
  not_found: 'It does not exist, or it is outside what you may see.',
  idempotency_key_required: 'The header Idempotency-Key is missing: make a new key for each submission.',
  idempotency_key_invalid: 'Idempotency-Key is 8 to 128 visible ASCII characters.',
  idempotency_key_reused:
    'This Idempotency-Key was used for another request. Please submit again with a new key.',
  conflict: 'Somebody else has changed this meanwhile. Please look at the newer state and decide.',
  busy: 'The system is busy. Please try again in a few seconds.',
  already_moving: 'The demo date is being moved already. Please wait until that is done.',
  calendar_changed: 'The days off were changed meanwhile. Please compare again.',
  link_not_valid: 'This link has been used, has expired or is not complete. Please ask for a new one.',
  no_contact_point: 'No address is set for this channel. Please save one first.',
  not_failed: 'This job has not failed, or is running again already.',
  queue_away: 'The queue does not answer. Please try again later.',
  queue_unavailable: 'The queue does not answer. Please try again later.',
  preference_too_large: 'This setting is too large to be kept.',
  too_many_tests: 'Too many test messages. Please wait a moment.',
  too_large: 'Too large: forms up to 1 MB, files up to 20 MB.',
  too_many_parts: 'One file at a time, with no other fields.',
  unsupported_type: 'Use application/json; for files multipart/form-data.',
  invalid_json: 'The request holds no valid JSON.',
  unreadable_document: 'The file could not be read. Please check that it is the right one.',
  database_unavailable:
    'The database cannot be reached. Please try again later; what was accepted is not lost.',
  invalid_request: 'The request could not be accepted. Please check what was entered.',
};

/** A fault of ours; the number is what the administrator finds in the log. */
export const englishFault = (requestId: string): string =>
  `The system has failed. Please try again later; if it fails again, give the administrator the number ${requestId}.`;
