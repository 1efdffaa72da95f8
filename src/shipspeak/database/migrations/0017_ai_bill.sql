-- What a provider says a day cost, beside what our own ledger said when it was looked at. The platform's rows: a bill is of
-- the whole installation.
create table ai_bill (
    org_id uuid not null references organisation (org_id),
    provider text not null,
    day date not null,
    billed_usd numeric(18, 9) not null check (billed_usd >= 0),
    ledger_usd numeric(18, 9) not null check (ledger_usd >= 0),
    looked_at timestamptz not null default now(),
    primary key (org_id, provider, day)
);
alter table ai_bill enable row level security;
alter table ai_bill force row level security;
create policy own on ai_bill to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update on ai_bill to shipspeak_app;
