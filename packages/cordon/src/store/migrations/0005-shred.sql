-- Destroying keys, and what forbids it. Patients are pseudonyms; a reason is a reference to a matter, never a text.

create table legal_hold (
  tenant text not null, id text not null,
  -- Null: everything of the tenant.
  patient text,
  reason text not null, placed_by text not null, placed_at timestamptz not null,
  lifted_by text, lifted_at timestamptz,
  primary key (tenant, id)
);
create table shred (
  tenant text not null, id text not null, patient text,
  reason text not null, proposed_by text not null, proposed_at timestamptz not null,
  confirmed_by text, confirmed_at timestamptz,
  state text not null check (state in ('proposed', 'withdrawn', 'confirmed', 'destroyed', 'done')),
  -- Which keys go: their ids, and SHA-256 of the wrapped keys.
  doomed jsonb, certificate text,
  primary key (tenant, id)
);

do $$
declare name text;
begin
  foreach name in array array['legal_hold', 'shred'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_only on %I
         using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
         with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    -- No delete: who destroyed what, and what was held, is kept.
    execute format('grant select, insert, update on %I to cordon_app', name);
    execute format('grant select on %I to cordon_auditor', name);
  end loop;
end $$;
