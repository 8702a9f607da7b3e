-- Policy sets, and which of them decides. Both only grow: what decided a request can always be read again.

create table policy_set (
  tenant text not null, version int not null,
  -- SHA-256 over policies, profiles and schema; stands in every decision.
  hash text not null,
  -- The texts, as they were validated.
  definition jsonb not null,
  added_by text not null, added_at timestamptz not null,
  primary key (tenant, version)
);
-- The newest of these is in force.
create table policy_publication (
  tenant text not null, seq int not null, version int not null,
  published_by text not null, published_at timestamptz not null,
  primary key (tenant, seq),
  foreign key (tenant, version) references policy_set (tenant, version)
);

do $$
declare name text;
begin
  foreach name in array array['policy_set', 'policy_publication'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_only on %I
         using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
         with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    -- No update, no delete.
    execute format('grant select, insert on %I to cordon_app', name);
    execute format('grant select on %I to cordon_auditor', name);
  end loop;
end $$;
