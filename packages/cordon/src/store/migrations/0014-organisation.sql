-- Organisations that share this deployment with its operator. The rows are the operator's; each names a tenant whose own
-- rows only that tenant sees.

create table organisation (
  tenant text not null, id text not null, name text not null, added_at timestamptz not null, closed_at timestamptz,
  primary key (tenant, id)
);

alter table organisation enable row level security;
alter table organisation force row level security;
create policy tenant_only on organisation
  using (tenant = nullif(current_setting('cordon.tenant', true), ''))
  with check (tenant = nullif(current_setting('cordon.tenant', true), ''));
-- No delete: a name in the journal means one organisation for ever.
grant select, insert, update on organisation to cordon_app;
grant select on organisation to cordon_auditor;
