-- The directory of clinicians. A clinician is referred to in several forms (by id, by a business identifier, through a
-- role); each form is one row, so that a relationship which names one form meets the person who signs in with another.
-- `form` and `ref` are pseudonyms: ref is the form that stands for the person. `source` is the resource that says so:
-- when it arrives anew, its rows are replaced. `sealed` holds names, under the tenant's directory key.

create table practitioner (
  tenant text not null, source text not null, form text not null, ref text not null, digest text not null,
  sealed bytea not null,
  primary key (tenant, source, form)
);
create index practitioner_form on practitioner (tenant, form);
create index practitioner_ref on practitioner (tenant, ref);

alter table practitioner enable row level security;
alter table practitioner force row level security;
create policy tenant_only on practitioner
  using (tenant = nullif(current_setting('cordon.tenant', true), ''))
  with check (tenant = nullif(current_setting('cordon.tenant', true), ''));
grant select, insert, update, delete on practitioner to cordon_app;
grant select on practitioner to cordon_auditor;
