-- One patient, several names: what is held and destroyed is the patient, not a name of theirs.

-- Every name that was the patient's when the hold was placed, or the destruction proposed; empty on rows from before.
alter table legal_hold add column names text[] not null default '{}';
alter table shred add column names text[] not null default '{}';

-- By which names a request may state an encounter: `Encounter/<id>`, and `Stay/<number>` of a visit. `source` is what says so, a
-- resource or a stay of a feed; two names with one source are one encounter.
create table encounter_name (
  tenant text not null, name text not null, source text not null, patient text not null,
  primary key (tenant, name, source)
);
create index encounter_name_source on encounter_name (tenant, source);

alter table encounter_name enable row level security;
alter table encounter_name force row level security;
create policy tenant_only on encounter_name
  using (tenant = nullif(current_setting('cordon.tenant', true), ''))
  with check (tenant = nullif(current_setting('cordon.tenant', true), ''));
grant select, insert, update, delete on encounter_name to cordon_app;
grant select on encounter_name to cordon_auditor;
