-- Reserve before the bytes leave, settle when the answer is there: what must not be done in two halves is one statement.

-- The counters an attempt touches. The month of the whole comes first: whoever has locked it may lock the rest, so no
-- two callers wait for each other in a circle.
create function ai_windows(of_person uuid, of_feature text, of_day date)
    returns table (place int, scope text, subject text, period text, starts date)
    language sql stable
    as $$
        select s.place * 2 + p.place, s.scope, s.subject, p.period, p.starts
        from (values (0, 'organisation', ''), (1, 'person', of_person::text), (2, 'feature', of_feature))
            as s (place, scope, subject)
        cross join (values (0, 'month', date_trunc('month', of_day::timestamp)::date), (1, 'day', of_day))
            as p (place, period, starts)
        where app_org() <> '00000000-0000-4000-8000-000000000000' and s.subject is not null
        union all
        select p.place, 'platform', '', p.period, p.starts
        from (values (0, 'month', date_trunc('month', of_day::timestamp)::date), (1, 'day', of_day))
            as p (place, period, starts)
        where app_org() = '00000000-0000-4000-8000-000000000000'
    $$;

-- A budget of its own goes before the one for each. Where it is used, `offset 0` has it asked once for a counter.
create function ai_limit(of_scope text, of_subject text, of_period text)
    returns numeric
    language sql stable
    as $$
        select b.limit_usd from ai_budget as b
        where b.org_id = app_org() and b.scope = of_scope and b.period = of_period and b.subject in (of_subject, '*')
        order by b.subject = '*' limit 1
    $$;

-- The end of an attempt, once: what was reserved becomes what was spent. Late news of one that was given up as lost
-- corrects it; a second end changes nothing. Answers which shares of budgets were passed by it, each said once.
-- Raises no_data_found when the attempt is not there: the server lost its last moments in a crash.
create function ai_settle(
    the_id uuid, the_outcome text, the_code text, the_cost numeric, the_input int, the_cached int, the_written int,
    the_output int, the_audio int, the_tier text, the_request text, the_ms int
)
    returns table (scope text, subject text, period text, percent int, limit_usd numeric, spent_usd numeric)
    language plpgsql
    as $$
    #variable_conflict use_column
    declare
        was record;
    begin
        select a.outcome, a.estimate_usd, a.cost_usd, a.person_id, a.feature, a.day into was
            from ai_attempt as a where a.org_id = app_org() and a.id = the_id for update;
        if not found then
            raise no_data_found;
        end if;
        if was.outcome is not null and was.outcome <> 'lost' then
            return;
        end if;
        update ai_attempt as a set outcome = the_outcome, code = the_code, cost_usd = the_cost, input_tokens = the_input,
            cached_tokens = the_cached, cache_write_tokens = the_written, output_tokens = the_output,
            audio_ms = the_audio, tier = the_tier, request_id = the_request, took_ms = the_ms
            where a.org_id = app_org() and a.id = the_id;
        perform from ai_counter as c
            join ai_windows(was.person_id, was.feature, was.day) as w using (scope, subject, period, starts)
            where c.org_id = app_org() and w.place = 0 for update of c;
        update ai_counter as c set
            reserved_usd = c.reserved_usd - case when was.outcome is null then was.estimate_usd else 0 end,
            spent_usd = c.spent_usd + the_cost - coalesce(was.cost_usd, 0)
            from ai_windows(was.person_id, was.feature, was.day) as w
            where c.org_id = app_org() and c.scope = w.scope and c.subject = w.subject and c.period = w.period
                and c.starts = w.starts;
        return query
            with passed as (
                insert into ai_alert as x (org_id, scope, subject, period, starts, percent)
                select app_org(), c.scope, c.subject, c.period, c.starts, p.percent
                from ai_windows(was.person_id, was.feature, was.day) as w
                join ai_counter as c on c.org_id = app_org() and c.scope = w.scope and c.subject = w.subject
                    and c.period = w.period and c.starts = w.starts
                cross join lateral (select ai_limit(c.scope, c.subject, c.period) as most offset 0) as b
                join (values (50), (80), (100)) as p (percent) on c.spent_usd * 100 >= b.most * p.percent
                where c.spent_usd > 0
                on conflict do nothing
                returning x.scope, x.subject, x.period, x.starts, x.percent)
            select p.scope, p.subject, p.period, p.percent, ai_limit(p.scope, p.subject, p.period), c.spent_usd
            from passed as p join ai_counter as c using (scope, subject, period, starts) where c.org_id = app_org();
    end $$;

-- Attempts whose process died count as their estimate: the money has probably gone, and nobody else will say so.
create function ai_expire()
    returns int
    language plpgsql
    as $$
    declare
        lost record;
        found_lost int := 0;
    begin
        for lost in
            select a.id, a.estimate_usd from ai_attempt as a
            where a.org_id = app_org() and a.outcome is null and a.expires_at < now()
            order by a.started_at, a.id for update skip locked
        loop
            perform ai_settle(
                lost.id, 'lost', null, lost.estimate_usd, null, null, null, null, null, null, null, null
            );
            found_lost := found_lost + 1;
        end loop;
        return found_lost;
    end $$;

-- Take the estimate out of every budget that applies, or out of none: then the budgets that refuse, the tightest first.
create function ai_reserve(
    the_id uuid, the_call uuid, the_attempt int, the_feature text, the_person uuid, the_meeting uuid, the_provider text,
    the_model text, the_key text, the_prices text, the_estimate numeric, the_lease_s double precision,
    the_bytes bigint, the_words int, the_audio int, regardless boolean
)
    returns table (
        scope text, subject text, period text, limit_usd numeric, spent_usd numeric, reserved_usd numeric,
        resets_at timestamptz
    )
    language plpgsql
    as $$
    #variable_conflict use_column
    declare
        today constant date := (now() at time zone 'utc')::date;
    begin
        -- Not waited for on the disk: a server that crashes forgets reservations of its last moments at most, and what
        -- they were for is written down all the same when its answer comes (no_data_found above).
        perform set_config('synchronous_commit', 'off', true);
        perform ai_expire();
        insert into ai_counter as c (org_id, scope, subject, period, starts, reserved_usd)
            select app_org(), w.scope, w.subject, w.period, w.starts, the_estimate
            from ai_windows(the_person, the_feature, today) as w order by w.place
            on conflict (org_id, scope, subject, period, starts)
            do update set reserved_usd = c.reserved_usd + excluded.reserved_usd;
        return query
            select c.scope, c.subject, c.period, b.most, c.spent_usd, c.reserved_usd - the_estimate,
                (c.starts + case c.period when 'day' then interval '1 day' else interval '1 month' end)
                    at time zone 'utc'
            from ai_windows(the_person, the_feature, today) as w
            join ai_counter as c on c.org_id = app_org() and c.scope = w.scope and c.subject = w.subject
                and c.period = w.period and c.starts = w.starts
            cross join lateral (select ai_limit(c.scope, c.subject, c.period) as most offset 0) as b
            where not regardless and c.spent_usd + c.reserved_usd > b.most
            order by b.most - c.spent_usd - c.reserved_usd;
        if found then
            update ai_counter as c set reserved_usd = c.reserved_usd - the_estimate
                from ai_windows(the_person, the_feature, today) as w
                where c.org_id = app_org() and c.scope = w.scope and c.subject = w.subject and c.period = w.period
                    and c.starts = w.starts;
            return;
        end if;
        insert into ai_attempt (
            org_id, id, call_id, attempt, feature, person_id, meeting_id, provider, model, key_name, prices, day,
            estimate_usd, expires_at, sent_bytes, sent_words, sent_audio_ms
        ) values (
            app_org(), the_id, the_call, the_attempt, the_feature, the_person, the_meeting, the_provider, the_model,
            the_key, the_prices, today, the_estimate, now() + make_interval(secs => the_lease_s), the_bytes,
            the_words, the_audio
        );
    end $$;
