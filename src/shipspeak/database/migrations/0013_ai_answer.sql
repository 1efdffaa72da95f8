-- Answers that need not be asked for again, and requests that wait for a person or for money. Content, so sealed under
-- the meeting's key and gone with the meeting.
create table ai_answer (
    org_id uuid not null,
    meeting_id uuid not null,
    -- HMAC of what was asked, with a secret of this installation: nobody can tell by guessing what was said.
    digest bytea not null,
    sealed bytea not null,
    cost_usd numeric(18, 9) not null check (cost_usd >= 0),
    created_at timestamptz not null default now(),
    primary key (org_id, meeting_id, digest),
    foreign key (org_id, meeting_id) references meeting (org_id, id) on delete cascade
);
alter table ai_answer alter column sealed set storage external;
alter table ai_answer enable row level security;
alter table ai_answer force row level security;
create policy own on ai_answer to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, delete on ai_answer to shipspeak_app;

create table ai_letter (
    org_id uuid not null,
    id uuid not null,
    meeting_id uuid not null,
    digest bytea not null,
    feature text not null,
    person_id uuid,
    -- parked: waits for money and goes on by itself when asked again; dead: somebody must look.
    state text not null check (state in ('parked', 'dead', 'answered')),
    code text not null check (length(code) <= 100),
    tries int not null default 1,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, meeting_id, digest),
    foreign key (org_id, meeting_id) references meeting (org_id, id) on delete cascade
);
alter table ai_letter alter column sealed set storage external;
alter table ai_letter enable row level security;
alter table ai_letter force row level security;
create policy own on ai_letter to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on ai_letter to shipspeak_app;
