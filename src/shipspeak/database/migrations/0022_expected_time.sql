-- How long a run takes is learned from those that ended. Ids, figures, times, and our own words for stages: no content.
alter table run
    -- What its length is guessed to be from the size of a file of this form; `length_s` is what hearing told.
    add column guess_s double precision,
    add column form text not null default '',
    -- Seconds of each stage that was finished since it was asked for, and when the last of them was.
    add column stages jsonb not null default '{}' check (jsonb_typeof(stages) = 'object'),
    add column stepped_at timestamptz,
    -- Runs at work when it was taken, itself among them.
    add column company int,
    -- What was first told, and when: how far off that was is what later forecasts are as wide as.
    add column told_at timestamptz,
    add column told_s double precision,
    -- Both ends of the forecast; `ready_at` lies between.
    add column early_at timestamptz,
    add column late_at timestamptz;

grant update (company, told_at, told_s, early_at, late_at) on run to shipspeak_worker;
