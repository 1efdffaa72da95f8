-- A meeting, and the one report it ends in. What people said or are called is in `sealed` alone; the rest is safe to log.
create table meeting (
    org_id uuid not null references organisation (org_id),
    id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    state text not null default 'waiting'
        check (state in ('waiting', 'working', 'ready', 'failed')),
    kind text not null,
    preset text not null,
    seed bigint not null,
    people int check (people between 1 and 100),
    sealed bytea not null,
    preview bytea,
    duration_ms int check (duration_ms >= 0),
    problem text check (length(problem) <= 1000),
    stage text,
    done int not null default 0,
    total int not null default 0,
    version int not null default 0,
    primary key (org_id, id)
);
create index meeting_by_age on meeting (org_id, created_at desc, id);

alter table meeting enable row level security;
alter table meeting force row level security;
create policy own on meeting to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on meeting to shipspeak_app;

create table report (
    org_id uuid not null,
    meeting_id uuid not null,
    version int not null,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    primary key (org_id, meeting_id),
    foreign key (org_id, meeting_id) references meeting (org_id, id) on delete cascade
);

alter table report enable row level security;
alter table report force row level security;
create policy own on report to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on report to shipspeak_app;

-- Pages that show this meeting hear of it: `<organisation> <meeting>` on the channel `meeting`, ids only.
create function meeting_changed() returns trigger
    language plpgsql
    as $$
    begin
        perform pg_notify('meeting', new.org_id || ' ' || new.id);
        return null;
    end $$;
create trigger changed after insert or update on meeting
    for each row execute function meeting_changed();

create function meeting_touched() returns trigger
    language plpgsql
    as $$
    begin
        new.updated_at := now();
        return new;
    end $$;
create trigger touched before update on meeting
    for each row execute function meeting_touched();
