"""Stub."""
from extract.article import *
class EntityBuilder:
    def __init__(self, g) -> None: ...
    def build(self, article, organs) -> None:
        t=article.text
        d={}
        for m in article.names: d.setdefault((m.kind,t[m.start:m.end]),[]).append(m)
        article.people=[PersonEntity(s,ms) for (k,s),ms in d.items() if k=='PER']
        article.organizations=[OrganizationEntity(s,ms) for (k,s),ms in d.items() if k=='ORG']
        article.places=[PlaceEntity(s,ms) for (k,s),ms in d.items() if k=='LOC']
