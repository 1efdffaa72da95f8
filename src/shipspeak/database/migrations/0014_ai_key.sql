-- Keys of providers: sealed, each under a key of its own in the vault, so revoking one destroys it in every copy.
create table ai_key (
    org_id uuid not null references organisation (org_id),
    id uuid not null,
    name text not null check (name ~ '^[a-z][a-z0-9-]{0,30}$'),
    provider text not null,
    sealed bytea not null,
    -- Its share of the calls among the keys of its provider; 0 takes no new ones and lets those in hand finish.
    weight int not null default 1 check (weight between 0 and 100),
    state text not null default 'good' check (state in ('good', 'refused', 'revoked')),
    expires_on date,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, name)
);
alter table ai_key enable row level security;
alter table ai_key force row level security;
create policy own on ai_key to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert on ai_key to shipspeak_app;
grant update (weight, state, expires_on, changed_at, sealed) on ai_key to shipspeak_app;
