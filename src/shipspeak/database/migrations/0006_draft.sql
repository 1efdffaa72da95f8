-- A meeting that is still arriving: its files come in pieces and may be interrupted at any byte. It becomes a meeting of
-- the same id, under the same key; until then nothing is analysed, and left alone it is swept.
create table draft (
    org_id uuid not null references organisation (org_id),
    id uuid not null,
    created_at timestamptz not null default now(),
    touched_at timestamptz not null default now(),
    primary key (org_id, id)
);
alter table draft enable row level security;
alter table draft force row level security;
create policy own on draft to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on draft to shipspeak_app;

create table draft_file (
    org_id uuid not null,
    draft_id uuid not null,
    number int not null check (number between 0 and 99),
    -- What it is called.
    sealed bytea not null,
    -- Bytes: what is to come, and what is here for good.
    length bigint not null check (length >= 0),
    received bigint not null default 0 check (received between 0 and length),
    primary key (org_id, draft_id, number),
    foreign key (org_id, draft_id) references draft (org_id, id) on delete cascade
);
alter table draft_file enable row level security;
alter table draft_file force row level security;
create policy own on draft_file to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on draft_file to shipspeak_app;
