redirect "handlaggare@{{municipality_domain}}";
