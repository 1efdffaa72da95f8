-- A person's week in a model's words: sentences around facts that are counted anew whenever they are read. Sealed under the
-- key of the week's last meeting, and gone with it.
create table week_words (
    org_id uuid not null,
    -- Of which week.
    monday date not null,
    meeting_id uuid not null,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    primary key (org_id, monday),
    foreign key (org_id, meeting_id) references meeting (org_id, id) on delete cascade
);
create index week_words_of_meeting on week_words (org_id, meeting_id);
alter table week_words alter column sealed set storage external;
alter table week_words enable row level security;
alter table week_words force row level security;
create policy own on week_words to shipspeak_app
    using (org_id = (select app_org()))
    with check (org_id = (select app_org()));
grant select, insert, update, delete on week_words to shipspeak_app;
