-- What waits for money is tried by itself: one question at a time, whatever number of workers there is.
create table ai_probe (
    org_id uuid not null references organisation (org_id),
    -- Not before then, unless somebody was answered since or the means have changed.
    due_at timestamptz not null,
    pause_s double precision not null check (pause_s > 0),
    tried_at timestamptz not null default now(),
    -- Keys, budgets and the day, as they were then: a digest.
    means bytea not null,
    -- Somebody asks, and nobody else may until then; past it, they have died.
    held_until timestamptz,
    primary key (org_id)
);
alter table ai_probe enable row level security;
alter table ai_probe force row level security;
create policy own on ai_probe to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on ai_probe to shipspeak_app;

alter table ai_letter
    -- Who had no money for it, or would not take it.
    add column provider text not null default '',
    -- It was asked again: once it is answered, what was finished without it is to be made again.
    add column owed boolean not null default false;

-- The meeting's wishes by which it was asked; null where it is asked by none.
alter table ai_later add column version int;
