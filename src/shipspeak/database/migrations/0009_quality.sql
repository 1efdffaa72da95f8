-- Whether a quarter keeps its promise: what every plan promised, and for meetings whose person agreed, by how much the
-- estimates missed what the whole meeting says. Numbers and names of ours alone; all but `drift` goes with its meeting.

-- When the person agreed that this meeting may also be written down whole for comparison; null: never, or taken back.
alter table meeting add column compare_agreed_at timestamptz;

-- A run with a lane of its own beside the queue: it takes nobody's place and counts for no limit.
alter table run add column aside boolean not null default false;

create table plan_seen (
    org_id uuid not null,
    meeting_id uuid not null,
    -- Of the meeting's wishes that the report was made for.
    version int not null,
    at timestamptz not null default now(),
    engine text not null check (length(engine) <= 200),
    language text not null check (length(language) <= 35),
    preset text not null,
    configuration text not null,
    duration_ms int not null check (duration_ms >= 0),
    budget_ms int not null check (budget_ms >= 0),
    -- How often more was bought because an interval was too wide.
    climbed int not null check (climbed >= 0),
    bought_ms int not null check (bought_ms >= 0),
    estimated int not null check (estimated >= 0),
    -- Metrics for which even the last rung was not enough evidence.
    undecided int not null check (undecided >= 0),
    primary key (org_id, meeting_id),
    foreign key (org_id, meeting_id) references meeting (org_id, id) on delete cascade
);
create index plan_seen_by_age on plan_seen (org_id, at desc);

alter table plan_seen enable row level security;
alter table plan_seen force row level security;
create policy own on plan_seen to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on plan_seen to shipspeak_app;

create table guarantee_broken (
    org_id uuid not null,
    meeting_id uuid not null,
    name text not null check (length(name) <= 60),
    -- Figures, in the plan's words: "0.031 of all other speech drawn at random".
    detail text not null check (length(detail) <= 200),
    primary key (org_id, meeting_id, name),
    foreign key (org_id, meeting_id) references plan_seen (org_id, meeting_id) on delete cascade
);

alter table guarantee_broken enable row level security;
alter table guarantee_broken force row level security;
create policy own on guarantee_broken to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, delete on guarantee_broken to shipspeak_app;

create table difference (
    org_id uuid not null,
    meeting_id uuid not null,
    metric text not null check (length(metric) <= 60),
    engine text not null check (length(engine) <= 200),
    language text not null check (length(language) <= 35),
    preset text not null,
    configuration text not null,
    estimate double precision not null,
    low double precision not null,
    high double precision not null,
    -- What the whole meeting says.
    whole double precision not null,
    -- The clock's, not the transaction's: the order in which the tests see them.
    at timestamptz not null default clock_timestamp(),
    primary key (org_id, meeting_id, metric),
    foreign key (org_id, meeting_id) references meeting (org_id, id) on delete cascade
);
create index difference_of_stratum on difference (org_id, configuration, engine, language, preset, metric, at);

alter table difference enable row level security;
alter table difference force row level security;
create policy own on difference to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, delete on difference to shipspeak_app;

-- Where the drift tests of a stratum stand: made anew from its differences in each transaction that adds or removes one.
create table drift (
    org_id uuid not null references organisation (org_id),
    engine text not null,
    language text not null,
    preset text not null,
    configuration text not null,
    metric text not null,
    at timestamptz not null default now(),
    seen int not null default 0 check (seen >= 0),
    high double precision not null default 0,
    low double precision not null default 0,
    misses double precision not null default 0,
    alarm text,
    primary key (org_id, engine, language, preset, configuration, metric)
);

alter table drift enable row level security;
alter table drift force row level security;
create policy own on drift to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update on drift to shipspeak_app;
