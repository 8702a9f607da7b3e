-- What is known of vendors beside the agreements with them.

-- What a vendor's own settings said when they were last read; the journal has every answer.
create table vendor_attestation (
  tenant text not null, vendor text not null, fact text not null,
  holds boolean not null, found text not null, at timestamptz not null,
  -- SHA-256 of the registration that it was read under.
  registration text not null,
  primary key (tenant, vendor, fact)
);
-- Signed reviews of rows of the catalogue. They only grow: the newest of a row counts.
create table vendor_review (
  tenant text not null, id text not null, version int not null,
  note text not null, created_at timestamptz not null,
  primary key (tenant, id, version)
);

do $$
declare name text;
begin
  foreach name in array array['vendor_attestation', 'vendor_review'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_only on %I
         using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
         with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    execute format('grant select, insert on %I to cordon_app', name);
    execute format('grant select on %I to cordon_auditor', name);
  end loop;
end $$;
grant update on vendor_attestation to cordon_app;
