-- Which sampling configuration chooses. At most one is active; before there is a row it is the newest that ships.
create table configuration (
    org_id uuid not null references organisation (org_id),
    version text not null check (length(version) between 1 and 40),
    state text not null check (state in ('active', 'superseded', 'rolled_back')),
    -- The cheapest preset that may choose.
    least text not null,
    -- Differences from before do not count for the drift tests.
    since timestamptz not null default clock_timestamp(),
    primary key (org_id, version)
);
create unique index configuration_active on configuration (org_id) where state = 'active';

alter table configuration enable row level security;
alter table configuration force row level security;
create policy own on configuration to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update on configuration to shipspeak_app;

-- Who changed it, why, by what evidence. Only ever added to.
create table configuration_change (
    org_id uuid not null references organisation (org_id),
    id uuid not null,
    at timestamptz not null default clock_timestamp(),
    cause text not null check (cause in ('release', 'drift', 'person')),
    from_version text not null,
    from_least text not null,
    to_version text not null,
    to_least text not null,
    reason text not null check (length(reason) between 1 and 500),
    who text not null check (length(who) <= 80),
    evidence jsonb not null default '{}' check (jsonb_typeof(evidence) = 'object'),
    primary key (org_id, id)
);
create index configuration_change_by_age on configuration_change (org_id, at desc);

alter table configuration_change enable row level security;
alter table configuration_change force row level security;
create policy own on configuration_change to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert on configuration_change to shipspeak_app;
