-- What tells a later version of a resource from an earlier one, whichever came first: when its source changed it, and whether it
-- was over then. Kept after the resource itself was withdrawn, so that an older copy of it does not bring it back.
create table resource_version (
  tenant text not null, ref text not null, sealed bytea not null,
  primary key (tenant, ref)
);

alter table resource_version enable row level security;
alter table resource_version force row level security;
create policy tenant_only on resource_version
  using (tenant = nullif(current_setting('cordon.tenant', true), ''))
  with check (tenant = nullif(current_setting('cordon.tenant', true), ''));
grant select, insert, update, delete on resource_version to cordon_app;
grant select on resource_version to cordon_auditor;
