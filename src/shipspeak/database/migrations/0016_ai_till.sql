-- Everybody of an organisation who waits at the same moment is served in one transaction, which is one round trip: those
-- who settle first, then those who reserve. The rules are those of 0012; what is new is that they hold for many at once.

-- What `tenant` says in three statements (database/pool.py), for a transaction of a single one.
create function as_tenant(the_org uuid)
    returns void
    language plpgsql
    as $$
    begin
        perform set_config('role', 'shipspeak_app', true), set_config('shipspeak.org', the_org::text, true),
            set_config('search_path', 'shipspeak', true);
    end $$;

-- The counters that some attempts touch, each once, with what they add to it: in the order in which they are locked.
create type ai_charge as (person uuid, feature text, day date, reserved numeric, spent numeric);
create function ai_totals(the_charges ai_charge [])
    returns table (scope text, subject text, period text, starts date, reserved numeric, spent numeric)
    language sql stable rows 6
    as $$
        select w.scope, w.subject, w.period, w.starts, sum(x.reserved), sum(x.spent)
        from (
            select c.person, c.feature, c.day, sum(c.reserved) as reserved, sum(c.spent) as spent
            from unnest(the_charges) as c group by 1, 2, 3
        ) as x
        cross join lateral ai_windows(x.person, x.feature, x.day) as w
        group by w.place, w.scope, w.subject, w.period, w.starts order by w.place, w.starts, w.subject
    $$;

-- Ends of attempts, and answers to remember. Says which attempts are unknown (the server forgot them in a crash), and
-- which shares of budgets were passed.
create function ai_close_all(the_closings jsonb)
    returns jsonb
    language plpgsql
    as $$
    #variable_conflict use_column
    declare
        org constant uuid := app_org();
        said record;
        was record;
        total record;
        now_spent numeric;
        most numeric;
        charges ai_charge [] := '{}';
        unknown uuid [] := '{}';
        passed jsonb := '[]';
    begin
        for said in select * from jsonb_to_recordset(the_closings) as s (
            id uuid, outcome text, code text, cost numeric, input int, cached int, written int, output int, audio int,
            tier text, request text, ms int, meeting uuid, digest bytea, sealed bytea)
        loop
            select a.outcome, a.estimate_usd, a.cost_usd, a.person_id, a.feature, a.day into was
                from ai_attempt as a where a.org_id = org and a.id = said.id for update;
            if not found then
                unknown := unknown || said.id;
                continue;
            end if;
            -- Late news of one that was given up as lost corrects it; a second end changes nothing.
            if was.outcome is null or was.outcome = 'lost' then
                update ai_attempt as a set outcome = said.outcome, code = said.code, cost_usd = said.cost,
                    input_tokens = said.input, cached_tokens = said.cached, cache_write_tokens = said.written,
                    output_tokens = said.output, audio_ms = said.audio, tier = said.tier, request_id = said.request,
                    took_ms = said.ms
                    where a.org_id = org and a.id = said.id;
                charges := charges || row(was.person_id, was.feature, was.day,
                    case when was.outcome is null then -was.estimate_usd else 0 end,
                    said.cost - coalesce(was.cost_usd, 0))::ai_charge;
            end if;
            if said.sealed is not null then
                -- A meeting that was deleted meanwhile keeps nothing; the money is spent all the same.
                perform from meeting as m where m.org_id = org and m.id = said.meeting for key share;
                if found then
                    insert into ai_answer (org_id, meeting_id, digest, sealed, cost_usd)
                        values (org, said.meeting, said.digest, said.sealed, said.cost) on conflict do nothing;
                    update ai_letter as l set state = 'answered', changed_at = now()
                        where l.org_id = org and l.meeting_id = said.meeting and l.digest = said.digest
                            and l.state <> 'answered';
                end if;
            end if;
        end loop;
        for total in select * from ai_totals(charges)
        loop
            update ai_counter as c set reserved_usd = c.reserved_usd + total.reserved, spent_usd = c.spent_usd + total.spent
                where c.org_id = org and c.scope = total.scope and c.subject = total.subject
                    and c.period = total.period and c.starts = total.starts
                returning c.spent_usd, (
                    select b.limit_usd from ai_budget as b
                    where b.org_id = org and b.scope = total.scope and b.period = total.period
                        and b.subject in (total.subject, '*')
                    order by b.subject = '*' limit 1)
                into now_spent, most;
            if now_spent > 0 and now_spent * 2 >= most then
                with said_now as (
                    insert into ai_alert as x (org_id, scope, subject, period, starts, percent)
                    select org, total.scope, total.subject, total.period, total.starts, p.percent
                    from (values (50), (80), (100)) as p (percent) where now_spent * 100 >= most * p.percent
                    on conflict do nothing
                    returning x.percent)
                select passed || coalesce(jsonb_agg(jsonb_build_object('scope', total.scope, 'subject', total.subject,
                    'period', total.period, 'percent', s.percent, 'limit_usd', most, 'spent_usd', now_spent)), '[]')
                    from said_now as s into passed;
            end if;
        end loop;
        return jsonb_build_object('unknown', unknown, 'passed', passed);
    end $$;

-- Reservations, for those whose question was not answered before. All of them are taken at once where there is room for
-- all; only where a budget is too small for that is each asked for by itself, in the order in which they came, so that
-- nobody is refused because of others.
create function ai_book_all(the_bookings jsonb)
    returns jsonb
    language plpgsql
    as $$
    #variable_conflict use_column
    declare
        org constant uuid := app_org();
        today constant date := (now() at time zone 'utc')::date;
        booked record;
        total record;
        too_much boolean;
        charges ai_charge [];
        box bytea;
        done uuid [] := '{}';
        remembered jsonb := '[]';
        refused jsonb := '[]';
    begin
        for booked in select * from jsonb_to_recordset(the_bookings) as b (id uuid, meeting uuid, digest bytea, again boolean)
            where b.digest is not null or b.again
        loop
            select a.sealed into box from ai_answer as a
                where a.org_id = org and a.meeting_id = booked.meeting and a.digest = booked.digest;
            if found then
                remembered := remembered || jsonb_build_object(
                    'id', booked.id, 'sealed', translate(encode(box, 'base64'), E'\n', ''));
            end if;
            -- Sent again, because the connection broke before its answer came: it may be there already.
            if found or booked.again and exists (
                select from ai_attempt as a where a.org_id = org and a.id = booked.id
            ) then
                done := done || booked.id;
            end if;
        end loop;
        select array_agg(row (b.person, b.feature, today, b.estimate, 0)::ai_charge) into charges
            from jsonb_to_recordset(the_bookings) as b (id uuid, person uuid, feature text, estimate numeric)
            where b.id <> all(done);
        with charged as (
            insert into ai_counter as c (org_id, scope, subject, period, starts, reserved_usd)
            select org, t.scope, t.subject, t.period, t.starts, t.reserved from ai_totals(charges) as t
            on conflict (org_id, scope, subject, period, starts)
            do update set reserved_usd = c.reserved_usd + excluded.reserved_usd
            returning c.scope, c.subject, c.period, c.spent_usd + c.reserved_usd as used)
        select bool_or(u.used > (
            select b.limit_usd from ai_budget as b
            where b.org_id = org and b.scope = u.scope and b.period = u.period and b.subject in (u.subject, '*')
            order by b.subject = '*' limit 1)) into too_much from charged as u;
        if too_much is not true then
            insert into ai_attempt (
                org_id, id, call_id, attempt, feature, person_id, meeting_id, provider, model, key_name, prices, day,
                estimate_usd, expires_at, sent_bytes, sent_words, sent_audio_ms
            )
            select org, b.id, b.call, b.attempt, b.feature, b.person, b.meeting, b.provider, b.model, b.key, b.prices,
                today, b.estimate, now() + make_interval(secs => b.lease_s), b.bytes, b.words, b.audio
            from jsonb_to_recordset(the_bookings) as b (
                id uuid, call uuid, attempt int, feature text, person uuid, meeting uuid, provider text, model text,
                key text, prices text, estimate numeric, lease_s double precision, bytes bigint, words int, audio int)
            where b.id <> all(done);
            return jsonb_build_object('remembered', remembered);
        end if;
        for total in select * from ai_totals(charges)
        loop
            update ai_counter as c set reserved_usd = c.reserved_usd - total.reserved
                where c.org_id = org and c.scope = total.scope and c.subject = total.subject
                    and c.period = total.period and c.starts = total.starts;
        end loop;
        for booked in select * from jsonb_to_recordset(the_bookings) as b (
            id uuid, call uuid, attempt int, feature text, person uuid, meeting uuid, provider text, model text,
            key text, prices text, estimate numeric, lease_s double precision, bytes bigint, words int, audio int,
            regardless boolean)
            where b.id <> all(done)
        loop
            select refused || coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('id', booked.id)), '[]') into refused
                from (
                    select * from ai_reserve(
                        booked.id, booked.call, booked.attempt, booked.feature, booked.person, booked.meeting,
                        booked.provider, booked.model, booked.key, booked.prices, booked.estimate, booked.lease_s,
                        booked.bytes, booked.words, booked.audio, booked.regardless
                    ) limit 1
                ) as r;
        end loop;
        return jsonb_build_object('remembered', remembered, 'refused', refused);
    end $$;

-- Nobody waits for the disk here; whoever must be sure waits for `ai_on_disk` next. Both may be called again when a
-- connection broke before they answered. `tidy`: also close what is past its lease; that gives no room in any budget,
-- as it counts as spent, so it need not be looked for each time.
create function ai_till(the_org uuid, the_closings jsonb, the_bookings jsonb, tidy boolean)
    returns jsonb
    language plpgsql
    as $$
    declare
        said jsonb := '{}';
    begin
        perform shipspeak.as_tenant(the_org);  -- the path to the others is among what it sets
        perform set_config('synchronous_commit', 'off', true);
        if tidy then
            perform ai_expire();
        end if;
        if the_closings is not null then
            said := ai_close_all(the_closings);
        end if;
        if the_bookings is not null then
            said := said || ai_book_all(the_bookings);
        end if;
        return said;
    end $$;

-- When this returns, the ends of these attempts are on the disk, but for those that it answers: a server that crashed has
-- forgotten them. The log is written in its order, so the commit of an empty message waits for all that came before.
create function ai_on_disk(the_org uuid, the_ids uuid [])
    returns uuid []
    language plpgsql
    as $$
    declare
        the_id uuid;
        forgotten uuid [] := '{}';
    begin
        perform shipspeak.as_tenant(the_org);
        foreach the_id in array the_ids
        loop
            perform from ai_attempt as a where a.org_id = the_org and a.id = the_id and a.outcome <> 'lost';
            if not found then
                forgotten := forgotten || the_id;
            end if;
        end loop;
        perform pg_logical_emit_message(true, 'shipspeak', '');
        return forgotten;
    end $$;
