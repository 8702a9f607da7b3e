-- What became of requests, by tier, and drills that take a vendor out on purpose.

-- Requests of one hour: answered, not answered because vendors failed, not answered because this boundary could not.
create table availability (
  tenant text not null, tier text not null, at timestamptz not null,
  answered bigint not null, vendor bigint not null, boundary bigint not null,
  primary key (tenant, tier, at)
);

-- A vendor is not asked from the start until its end, or until somebody ends it before.
create table drill (
  tenant text not null, id text not null, vendor text not null, person text not null,
  started_at timestamptz not null, ends_at timestamptz not null, ended_at timestamptz,
  primary key (tenant, id)
);
-- Requests that came to a vendor in a drill: who answered instead (`none`: nobody), and with what code they ended.
create table drill_answer (
  tenant text not null, drill text not null, vendor text not null, code text not null,
  requests bigint not null, fallback_ms bigint not null, fallback_ms_max bigint not null,
  primary key (tenant, drill, vendor, code),
  foreign key (tenant, drill) references drill (tenant, id) on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['availability', 'drill', 'drill_answer'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_only on %I
         using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
         with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    execute format('grant select, insert, update, delete on %I to cordon_app', name);
    execute format('grant select on %I to cordon_auditor', name);
  end loop;
end $$;
