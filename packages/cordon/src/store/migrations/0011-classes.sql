-- Records are read by class: kind and security labels. `class` is a pseudonym of the class within one patient, so that
-- equal classes of two patients do not look alike; empty on rows from before, which no reader of a chart ever sees until
-- they are ingested anew.

alter table document add column class text not null default '';
alter table resource add column class text not null default '';

-- What classes a patient's chart has; kind and labels are sealed.
create table chart_class (
  tenant text not null, patient text not null, class text not null, sealed bytea not null,
  primary key (tenant, patient, class)
);
alter table chart_class enable row level security;
alter table chart_class force row level security;
create policy tenant_only on chart_class
  using (tenant = nullif(current_setting('cordon.tenant', true), ''))
  with check (tenant = nullif(current_setting('cordon.tenant', true), ''));
grant select, insert, update, delete on chart_class to cordon_app;
grant select on chart_class to cordon_auditor;

-- The second wall: within its tenant the application sees records only of the patients and classes that the transaction
-- names, or all of them where it says that it maintains (ingest, shredding). A transaction that says nothing sees none.
do $$
declare name text;
begin
  foreach name in array array['document', 'resource'] loop
    execute format(
      'create policy permitted_only on %I as restrictive for select to cordon_app, cordon_auditor using (
         (select current_setting(''cordon.charts'', true)) = ''all''
         or patient = any ((select string_to_array(nullif(current_setting(''cordon.patients'', true), ''''), '',''))::text[])
            and class = any ((select string_to_array(nullif(current_setting(''cordon.classes'', true), ''''), '',''))::text[]))',
      name);
  end loop;
end $$;
