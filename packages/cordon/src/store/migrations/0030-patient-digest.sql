-- By what an answer is looked through for other patients: of each patient's names, numbers and addresses a hash of eight bytes,
-- under a key of the tenant. Nobody without that key can try out whose they are; equal identifiers of two patients are equal here.
create table patient_digest (
  tenant text not null, patient text not null, digest bytea not null,
  primary key (tenant, patient)
);
-- Counted with every change, so that a node knows when what it holds in memory is old.
create table patient_digest_change (
  tenant text primary key, generation bigint not null
);

do $$
declare name text;
begin
  foreach name in array array['patient_digest', 'patient_digest_change'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant_only on %I
      using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
      with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    execute format('grant select, insert, update, delete on %I to cordon_app', name);
    execute format('grant select on %I to cordon_auditor', name);
  end loop;
end $$;
