-- Whose turn it is, and what to tell those who wait. Every column is an id, a figure or a time; none is content.
alter table run
    -- Nobody sits and waits for it: the sample meeting, a pass that checks another. People go first.
    add column batch boolean not null default false,
    -- When it was asked for the last time; `created_at` stays when a run is done again.
    add column asked_at timestamptz not null default now(),
    -- A worker has had it since then.
    add column begun boolean not null default false,
    -- The latest taking, and the seconds that workers spent on it until they gave it back or ended it.
    add column began_at timestamptz,
    add column spent_s double precision not null default 0,
    -- What its time depends on: a word for its kind, and seconds of recording (first guessed, then known).
    add column kind text not null default '',
    add column length_s double precision,
    -- The forecast: 1 is next; null while it is worked on, and once it has ended.
    add column place int,
    add column ready_at timestamptz;

grant update (begun, began_at, spent_s, place, ready_at) on run to shipspeak_worker;

-- Pages that show a waiting meeting hear of its place as they hear of its stages (migration 0002).
create function run_moved_up() returns trigger
    language plpgsql
    as $$
    begin
        perform pg_notify('meeting', new.org_id || ' ' || new.meeting_id);
        return null;
    end $$;
create trigger moved_up after update of place, ready_at on run
    for each row when (new.meeting_id is not null and new.state = 'waiting') execute function run_moved_up();
