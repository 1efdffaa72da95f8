-- Questions that nobody waits for: handed to the provider many at once, answered within a day at half the price.
create table ai_batch (
    org_id uuid not null references organisation (org_id),
    -- The provider's.
    id text not null check (length(id) <= 200),
    provider text not null,
    key_name text not null,
    lines int not null check (lines > 0),
    handed_in_at timestamptz not null default now(),
    over_at timestamptz,
    primary key (org_id, id)
);
alter table ai_batch enable row level security;
alter table ai_batch force row level security;
create policy own on ai_batch to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert on ai_batch to shipspeak_app;
grant update (over_at) on ai_batch to shipspeak_app;

create table ai_later (
    org_id uuid not null,
    -- Also its attempt's in the ledger, and its line's in the batch.
    id uuid not null,
    meeting_id uuid not null,
    digest bytea not null,
    feature text not null check (feature ~ '^[a-z][a-z_.]{0,40}$'),
    person_id uuid,
    sealed bytea not null,
    -- waiting for the next batch; sent with one; singly: no batch answered it, so it is asked like any other question.
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'singly')),
    batch text,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, meeting_id, digest),
    foreign key (org_id, meeting_id) references meeting (org_id, id) on delete cascade
);
alter table ai_later alter column sealed set storage external;
alter table ai_later enable row level security;
alter table ai_later force row level security;
create policy own on ai_later to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on ai_later to shipspeak_app;
