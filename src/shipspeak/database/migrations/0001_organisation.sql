-- Whose rows this transaction sees. A `set local` leaves an empty string behind on its connection, not null: hence nullif.
create function app_org() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('shipspeak.org', true), '')::uuid;

create table organisation (
    org_id uuid primary key,
    created_at timestamptz not null default now()
);

alter table organisation enable row level security;
alter table organisation force row level security;
create policy own on organisation to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select on organisation to shipspeak_app;

-- The one organisation of an installation without accounts (DEFAULT_ORG in shipspeak.database). Even the owner is bound
-- by the policies, so its first row is written before they are forced upon it.
alter table organisation no force row level security;
insert into organisation (org_id) values ('00000000-0000-4000-8000-000000000001');
alter table organisation force row level security;
