require ["reject"];

reject "Brevlådan tar inte emot e-post från utomstående. Använd formuläret på kommunens webbplats.";
