-- Later, once: a run is one job for one meeting, its steps are what is already done of it. These rows are the truth.
create table run (
    org_id uuid not null references organisation (org_id),
    id uuid not null,
    job text not null check (job ~ '^[a-z][a-z._]{0,60}$'),
    meeting_id uuid,
    ids jsonb not null default '{}' check (jsonb_typeof(ids) = 'object'),
    state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed')),
    -- When a worker may take it: it is due then, or the lease of the worker that has it ends then.
    due_at timestamptz not null default now(),
    -- Times it was taken since a step was last finished.
    attempt int not null default 0,
    -- Grows with each taking. Who holds an older number has lost the run and may write nothing.
    fence bigint not null default 0,
    worker text,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    problem jsonb check (problem ? 'code'),
    primary key (org_id, id),
    foreign key (org_id, meeting_id) references meeting (org_id, id) on delete cascade,
    check ((state in ('done', 'failed')) = (finished_at is not null)),
    check ((state = 'failed') = (problem is not null))
);
create index run_due on run (due_at) where state in ('waiting', 'working');
create index run_of_meeting on run (org_id, meeting_id, created_at);

alter table run enable row level security;
alter table run force row level security;
create policy own on run to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update on run to shipspeak_app;
-- Workers serve all organisations: they see which runs are due (ids, no content) and take them; the work itself is done
-- as shipspeak_app in the run's organisation. No column that says whose a run is can be written.
create policy upkeep_sees on run for select to shipspeak_worker using (true);
create policy upkeep_takes on run for update to shipspeak_worker using (true) with check (true);
grant select on run to shipspeak_worker;
grant update (state, due_at, attempt, fence, worker) on run to shipspeak_worker;

create table step (
    org_id uuid not null,
    run_id uuid not null,
    name text not null check (name ~ '^[a-z][a-z_0-9.]{0,60}$'),
    -- Sealed by who made it: jobs never see what is in it.
    result bytea not null,
    attempt int not null,
    started_at timestamptz not null,
    finished_at timestamptz not null default now(),
    seconds double precision not null check (seconds >= 0),
    primary key (org_id, run_id, name),
    foreign key (org_id, run_id) references run (org_id, id) on delete cascade
);

alter table step enable row level security;
alter table step force row level security;
create policy own on step to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, delete on step to shipspeak_app;

-- Sealed bytes do not compress; trying costs more than the whole write.
alter table step alter column result set storage external;
alter table meeting alter column sealed set storage external;
alter table report alter column sealed set storage external;

-- Idle workers wake at once, on the channel `run`; without it they look every few seconds.
create function run_due_now() returns trigger
    language plpgsql
    as $$
    begin
        perform pg_notify('run', '');
        return null;
    end $$;
create trigger due after insert or update of state on run
    for each row when (new.state = 'waiting') execute function run_due_now();
