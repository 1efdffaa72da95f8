-- Budgets, what they have been charged, and a row for each attempt to ask a model: written before its bytes leave.
-- The installation as a whole is an organisation of its own (PLATFORM in shipspeak.ai): what concerns all organisations
-- is in its rows, so nothing ever sees across organisations.
alter table organisation no force row level security;
insert into organisation (org_id) values ('00000000-0000-4000-8000-000000000000');
alter table organisation force row level security;

create table ai_budget (
    org_id uuid not null references organisation (org_id),
    scope text not null check (scope in ('organisation', 'person', 'feature', 'platform')),
    -- A person's id or a feature's name; '*' is for each of them that has no budget of its own; '' for the whole.
    subject text not null,
    period text not null check (period in ('day', 'month')),
    limit_usd numeric(18, 9) not null check (limit_usd >= 0),
    primary key (org_id, scope, subject, period)
);
alter table ai_budget enable row level security;
alter table ai_budget force row level security;
create policy own on ai_budget to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on ai_budget to shipspeak_app;

-- Written by each call twice: room in each page keeps the new versions beside the old ones, and no index is touched.
create table ai_counter (
    org_id uuid not null references organisation (org_id),
    scope text not null check (scope in ('organisation', 'person', 'feature', 'platform')),
    subject text not null,
    period text not null check (period in ('day', 'month')),
    starts date not null,
    spent_usd numeric(18, 9) not null default 0 check (spent_usd >= 0),
    reserved_usd numeric(18, 9) not null default 0 check (reserved_usd >= 0),
    primary key (org_id, scope, subject, period, starts)
) with (fillfactor = 40);
alter table ai_counter enable row level security;
alter table ai_counter force row level security;
create policy own on ai_counter to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update on ai_counter to shipspeak_app;

create table ai_attempt (
    org_id uuid not null references organisation (org_id),
    id uuid not null,
    call_id uuid not null,
    attempt int not null check (attempt >= 1),
    feature text not null check (feature ~ '^[a-z][a-z_.]{0,40}$'),
    person_id uuid,
    meeting_id uuid,
    provider text not null,
    model text not null,
    key_name text not null,
    started_at timestamptz not null default now(),
    -- The day (UTC) whose budgets it is charged to, however late its answer comes.
    day date not null,
    -- An attempt that has not ended by then never will: its process died.
    expires_at timestamptz not null,
    estimate_usd numeric(18, 9) not null check (estimate_usd >= 0),
    -- What leaves the machine with it.
    sent_bytes bigint not null check (sent_bytes >= 0),
    sent_words int not null check (sent_words >= 0),
    sent_audio_ms int not null check (sent_audio_ms >= 0),
    -- Null until it has ended. uncertain, lost: nobody told what it cost, so it counts as its estimate.
    outcome text check (outcome in ('answered', 'refused', 'failed', 'uncertain', 'lost', 'unsent')),
    code text check (length(code) <= 100),
    cost_usd numeric(18, 9) check (cost_usd >= 0),
    input_tokens int,
    cached_tokens int,
    cache_write_tokens int,
    output_tokens int,
    audio_ms int,
    tier text check (length(tier) <= 40),
    prices text not null,
    request_id text check (length(request_id) <= 200),
    took_ms int,
    primary key (org_id, id),
    check ((outcome is null) = (cost_usd is null))
);
create index ai_attempt_open on ai_attempt (org_id, expires_at) where outcome is null;
create index ai_attempt_by_day on ai_attempt (org_id, day);
create index ai_attempt_of_meeting on ai_attempt (org_id, meeting_id) where meeting_id is not null;
alter table ai_attempt enable row level security;
alter table ai_attempt force row level security;
create policy own on ai_attempt to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
-- No row is ever deleted and no estimate changed: the sum of the rows is what the counters must say.
grant select, insert on ai_attempt to shipspeak_app;
grant update (
    outcome, code, cost_usd, input_tokens, cached_tokens, cache_write_tokens, output_tokens, audio_ms, tier, prices,
    request_id, took_ms, meeting_id, person_id
) on ai_attempt to shipspeak_app;

-- Which share of which budget was spent, said once for each period.
create table ai_alert (
    org_id uuid not null references organisation (org_id),
    scope text not null,
    subject text not null,
    period text not null,
    starts date not null,
    percent int not null check (percent between 1 and 100),
    at timestamptz not null default now(),
    primary key (org_id, scope, subject, period, starts, percent)
);
alter table ai_alert enable row level security;
alter table ai_alert force row level security;
create policy own on ai_alert to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert on ai_alert to shipspeak_app;
